package flotilla.node.health;

import flotilla.discovery.Time;
import flotilla.node.tls.EndpointTls;
import flotilla.node.tls.TlsPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** A policy as it is carried out: with its check, and with its times drawn. Each is only equal to itself. */
final class Terms {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final HealthPolicy policy;
    private final TlsPolicy tls;
    private final HealthCheck check;

    private Terms(HealthPolicy policy, TlsPolicy tls, HealthCheck check) {
        this.policy = policy;
        this.tls = tls;
        this.check = check;
    }

    static Terms of(HealthPolicy policy, EndpointTls tls, Time time) {
        return new Terms(policy, tls.policy(), HealthCheck.of(policy, tls, time));
    }

    /** Whether terms of these policies would be no other. */
    boolean same(HealthPolicy otherPolicy, EndpointTls otherTls) {
        return policy.equals(otherPolicy) && tls.equals(otherTls.policy());
    }

    HealthPolicy policy() {
        return policy;
    }

    HealthCheck check() {
        return check;
    }

    /** A random part of the interval, so that the first checks of many endpoints are spread over it. */
    Duration phase(RandomGenerator random) {
        return times(random.nextDouble());
    }

    /** From the start of one check to the next, moved by the jitter either way, of which {@code spent} are over. */
    Duration untilNext(RandomGenerator random, Duration spent) {
        Duration left =
                times(1 + policy.jitter() * (2 * random.nextDouble() - 1)).minus(spent);
        return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
    }

    private Duration times(double factor) {
        return Duration.ofNanos(Math.round(policy.interval().toNanos() * factor));
    }
}
