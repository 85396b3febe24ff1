package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import flotilla.node.balance.BalancePolicy;
import flotilla.node.balance.Balancer;
import flotilla.node.balance.Balancers;
import flotilla.node.balance.SlowStart;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.RetryBudget;
import flotilla.node.sticky.StickyPolicy;
import flotilla.node.sticky.Tickets;
import flotilla.node.tls.EndpointTls;
import flotilla.node.tls.TlsPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What carries an upstream's policy out. Each part goes on, with all that it knows, for as long as its own piece of the
 * policy stays as it is; a budget and a limit go on under another piece too.
 *
 * @param concurrency null if there was none so far; it may be off
 * @param tickets null if sessions are not sticky
 */
record UpstreamParts(
        UpstreamPolicy policy,
        Balancer balancer,
        EndpointTls tls,
        RetryBudget retries,
        @Nullable ConcurrencyLimit concurrency,
        @Nullable Tickets tickets) {

    private static final Logger LOG = LoggerFactory.getLogger(LiveUpstream.class);

    /** @throws InvalidValue if there is no such balancer */
    static UpstreamParts of(String name, UpstreamPolicy policy) {
        return new UpstreamParts(
                policy,
                Balancers.create(policy.balance()),
                tls(name, policy.tls()),
                new RetryBudget(name, policy.retry()),
                ConcurrencyLimit.of(name, policy.concurrency()),
                tickets(name, policy));
    }

    /**
     * Those of another policy. Nothing of these changes before {@link #settle}.
     *
     * @throws InvalidValue if there is no such balancer
     */
    UpstreamParts turned(String name, UpstreamPolicy wanted) {
        var slowStart = policy.balance().slowStart();
        boolean same = wanted.balance().withSlowStart(slowStart).equals(policy.balance());
        return new UpstreamParts(
                wanted,
                same ? balancer : Balancers.create(wanted.balance()),
                wanted.tls().equals(policy.tls()) ? tls : tls(name, wanted.tls()),
                retries,
                concurrency == null ? ConcurrencyLimit.of(name, wanted.concurrency()) : concurrency,
                wanted.sticky().equals(policy.sticky()) ? tickets : tickets(name, wanted));
    }

    /** From here on they are in use. */
    void settle() {
        retries.follow(policy.retry());
        if (concurrency != null) {
            concurrency.follow(policy.concurrency());
        }
    }

    /** How many requests may be in flight; null: any number. */
    @Nullable ConcurrencyLimit limit() {
        return policy.concurrency().off() ? null : concurrency;
    }

    /** By a balancer that knows no parts of weights nobody grows into one. */
    SlowStart slowStart() {
        BalancePolicy balance = policy.balance();
        return balancer.ramps() ? balance.slowStart() : SlowStart.OFF;
    }

    private static EndpointTls tls(String name, TlsPolicy policy) {
        if (!policy.verify()) {
            LOG.warn("upstream {}: tls.verify is false: whoever answers in an endpoint's place is believed", name);
        }
        return EndpointTls.of(policy);
    }

    private static @Nullable Tickets tickets(String name, UpstreamPolicy policy) {
        return policy.sticky().map(sessions -> tickets(name, sessions)).orElse(null);
    }

    private static Tickets tickets(String name, StickyPolicy sessions) {
        if (sessions.keys().source().isEmpty()) {
            LOG.warn(
                    "upstream {}: sticky without keys_file: its keys are drawn at each start, so sessions move at a restart"
                            + " and no other node honours them",
                    name);
        }
        return new Tickets(name, sessions);
    }
}
