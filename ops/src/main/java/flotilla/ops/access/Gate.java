package flotilla.ops.access;

import flotilla.discovery.Time;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who asks, by a token or a client certificate.
 *
 * <p>Where neither is configured, whoever comes from this machine is believed, wherever the port is bound; others are nobody.
 * A browser on this machine is kept out of that by the name it asks for: a name somewhere else that was made to lead here
 * (DNS rebinding) is neither {@code localhost} nor an address. What a proxy on this machine sends on is not from here: it says so.
 *
 * <p>All that is not believed is answered alike, so that the answer does not say how near it was; each try takes the same
 * comparisons, in constant time. Safe for use by many threads.
 */
public final class Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final String SCHEME = "bearer ";
    private static final int MAX_SHOWN = 64;

    private final FailedTries failed;
    private volatile AccessPolicy policy;

    public Gate(AccessPolicy policy, Time time) {
        this.policy = policy;
        this.failed = new FailedTries(time);
    }

    /**
     * What somebody shows.
     *
     * @param from the address that the connection comes from
     * @param authorization the field of that name; empty: none
     * @param certificate the common name in a client certificate that the port's authority has signed
     * @param host that was asked for; empty: none
     * @param relayed whether a proxy says that it asks for somebody else
     */
    public record Proof(
            InetAddress from, String authorization, Optional<String> certificate, String host, boolean relayed) {}

    /** What comes of it. */
    public sealed interface Verdict {

        /** It is believed. */
        record Known(Caller caller) implements Verdict {}

        /** It is not, or nothing was shown. */
        record Unknown() implements Verdict {}

        /** It is not, and too often; no more is said of it, and none of it is logged. */
        record TooMany(Duration left) implements Verdict {}
    }

    /** Believes others from now on. */
    public void follow(AccessPolicy newer) {
        policy = newer;
    }

    /** Whether anybody may read the metrics. */
    public boolean openMetrics() {
        return policy.openMetrics();
    }

    public Verdict look(Proof proof) {
        var now = policy;
        if (!now.asksForProof()) {
            return isLocal(proof) ? new Verdict.Known(Caller.LOCAL) : new Verdict.Unknown();
        }
        if (proof.authorization().isEmpty()) {
            return certified(proof, now);
        }
        return holder(proof.authorization(), now)
                .<Verdict>map(Verdict.Known::new)
                .orElseGet(() -> notTaken(proof));
    }

    /** Whoever else comes from the same address is believed all the same: it may be a job with a token of last year. */
    private Verdict notTaken(Proof proof) {
        var left = failed.wait(proof.from());
        if (!left.isZero()) {
            return new Verdict.TooMany(left);
        }
        failed.failed(proof.from());
        LOG.warn("admin: {} shows a token that is not taken", proof.from().getHostAddress());
        return new Verdict.Unknown();
    }

    private static boolean isLocal(Proof proof) {
        var host = proof.host().replaceAll(":\\d{1,5}$", "");
        return proof.from().isLoopbackAddress()
                && !proof.relayed()
                && (host.isEmpty()
                        || host.equalsIgnoreCase("localhost")
                        || host.matches("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]"));
    }

    private static Verdict certified(Proof proof, AccessPolicy policy) {
        var role = proof.certificate()
                .flatMap(name -> Optional.ofNullable(policy.clients().get(name)));
        if (role.isEmpty()) {
            proof.certificate()
                    .ifPresent(name -> LOG.warn(
                            "admin: {} shows a certificate of {}, whom admin.tls.clients does not name",
                            proof.from().getHostAddress(),
                            printable(name)));
            return new Verdict.Unknown();
        }
        return new Verdict.Known(new Caller(proof.certificate().get(), Caller.Kind.CERTIFICATE, role.get()));
    }

    /** All are compared, whichever it is. */
    private static Optional<Caller> holder(String authorization, AccessPolicy policy) {
        boolean bearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        var token = bearer ? authorization.substring(SCHEME.length()).strip() : "";
        var hash = Token.hash(token);
        var holder = Optional.<Caller>empty();
        for (var entry : policy.tokens().entrySet()) {
            if (Token.same(entry.getValue().hash(), hash)) {
                holder = Optional.of(new Caller(
                        entry.getKey(), Caller.Kind.TOKEN, entry.getValue().role()));
            }
        }
        return Token.hasForm(token) ? holder : Optional.empty();
    }

    private static String printable(String name) {
        var clean = name.replaceAll("[^\\x20-\\x7E]", "?");
        return clean.length() <= MAX_SHOWN ? clean : clean.substring(0, MAX_SHOWN);
    }
}
