package flotilla.ops.system;

import flotilla.node.balance.Mixed;
import flotilla.node.tls.TestAuthority;
import flotilla.node.tls.TestServerTls;
import flotilla.node.tls.Tls;
import flotilla.ops.system.Conversation.Heard;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * One fault and one kind of request: an upstream of three endpoints of its own, so that no cell hears of another. The
 * first has the fault, the others have none. The balancer is {@code client_hash} over the path, which leads to the
 * endpoint at hash modulo three: with {@link #PATH} that is the first one listed, always and without luck.
 */
final class FaultCell implements Closeable {

    /** What leads to the first of three endpoints. */
    static final String PATH = IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> "/" + i)
            .filter(path -> Long.remainderUnsigned(Mixed.hash(path), 3) == 0)
            .findFirst()
            .orElseThrow();

    /** So long that it never ends, whatever the machine does. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Fault fault;
    private final RequestKind kind;
    private final Heard atFaulty;
    private final Heard atOthers;
    private final String faulty;
    private final List<FaultyEndpoint> endpoints;

    private FaultCell(
            Fault fault,
            RequestKind kind,
            Heard atFaulty,
            Heard atOthers,
            String faulty,
            List<FaultyEndpoint> started) {
        this.fault = fault;
        this.kind = kind;
        this.atFaulty = atFaulty;
        this.atOthers = atOthers;
        this.faulty = faulty;
        this.endpoints = started;
    }

    /**
     * Starts the endpoints.
     *
     * @param elsewhere where the faulty one is, if that is not a socket of ours; empty: it is
     */
    static FaultCell start(Fault fault, RequestKind kind, String elsewhere) throws IOException {
        var atFaulty = Heard.nothingOf(kind);
        var atOthers = Heard.nothingOf(kind);
        UnaryOperator<Socket> sound = fault.setup().tls() ? Tls.server() : UnaryOperator.identity();
        UnaryOperator<Socket> unsound = fault == Fault.SHOWS_A_WRONG_CERTIFICATE
                ? TestServerTls.of(new TestAuthority("Other").issue("127.0.0.1"))
                : UnaryOperator.identity();
        var first = FaultyEndpoint.start(unsound, fault.script(), atFaulty);
        var second = FaultyEndpoint.start(sound, Fault::serve, atOthers);
        var third = FaultyEndpoint.start(sound, Fault::serve, atOthers);
        var place = elsewhere.isEmpty() ? first.authority() : elsewhere;
        return new FaultCell(fault, kind, atFaulty, atOthers, place, List.of(first, second, third));
    }

    Fault fault() {
        return fault;
    }

    RequestKind kind() {
        return kind;
    }

    /** That of its upstream. */
    String name() {
        return (fault.name() + "-" + kind.name()).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The Host that leads to it. */
    String host() {
        return name() + ".test";
    }

    /** Its line below {@code upstreams}. */
    String upstream(Path authority) {
        var setup = fault.setup();
        return "  %s: { source: 'fixed:%s,%s,%s', %s, health: { failures: 0 }, outliers: { interval: 0 }, timeouts: { %s }, retry: { %s }%s }%n"
                .formatted(
                        name(),
                        faulty,
                        endpoints.get(1).authority(),
                        endpoints.get(2).authority(),
                        "balance: { algorithm: client_hash, hash_on: path }",
                        timeouts(setup.limited()),
                        "budget_per_second: 100" + (setup.listed() == 0 ? "" : ", statuses: [" + setup.listed() + "]"),
                        setup.tls() ? ", tls: { enabled: true, ca_file: " + authority + " }" : "");
    }

    /** Its line below {@code routes}. */
    String route() {
        return "  - { host: %s, upstream: %s }%n".formatted(host(), name());
    }

    private static String timeouts(String limited) {
        return String.join(
                ", ",
                List.of("connect", "tls", "first_byte", "idle").stream()
                        .map(key -> key + ": " + (key.equals(limited) ? Fault.Setup.LIMIT : LONG).toSeconds() + "s")
                        .toList());
    }

    /** Heads of the request that the faulty endpoint has read, but for that of the first of two. */
    int seenByFaulty() {
        return atFaulty.heads().get() - (fault.setup().primed() ? 1 : 0);
    }

    /** Heads that the others have read. */
    int seenByOthers() {
        return atOthers.heads().get();
    }

    /** Whether every endpoint without a fault that read a head has read the right body after it. */
    boolean wholeAtOthers() {
        return atOthers.whole().get() == atOthers.heads().get();
    }

    @Override
    public void close() throws IOException {
        for (var endpoint : endpoints) {
            endpoint.close();
        }
    }

    @Override
    public String toString() {
        return fault.label() + ", " + kind.heading();
    }
}
