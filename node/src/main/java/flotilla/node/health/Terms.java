package flotilla.node.health;

import flotilla.discovery.Time;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.tls.TlsPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** A policy as it is carried out: with its check, and with its times drawn. Each is only equal to itself. */
final class Terms {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final HealthPolicy policy;
    private final BreakerPolicy breaker;
    private final OutlierPolicy outliers;
    private final TlsPolicy tls;
    private final HealthCheck check;

    private Terms(
            HealthPolicy policy, BreakerPolicy breaker, OutlierPolicy outliers, TlsPolicy tls, HealthCheck check) {
        this.policy = policy;
        this.breaker = breaker;
        this.outliers = outliers;
        this.tls = tls;
        this.check = check;
    }

    static Terms of(Watching watching, Time time) {
        var policy = watching.health();
        return new Terms(
                policy,
                watching.breaker(),
                watching.outliers(),
                watching.tls().policy(),
                HealthCheck.of(policy, watching.tls(), time));
    }

    /** Whether terms of these policies would be no other. */
    boolean same(Watching other) {
        return policy.equals(other.health())
                && breaker.equals(other.breaker())
                && outliers.equals(other.outliers())
                && tls.equals(other.tls().policy());
    }

    HealthPolicy policy() {
        return policy;
    }

    OutlierPolicy outliers() {
        return outliers;
    }

    BreakerPolicy breaker() {
        return breaker;
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
