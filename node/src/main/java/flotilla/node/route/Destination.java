package flotilla.node.route;

import flotilla.node.balance.Balancer;
import flotilla.node.balance.Rotation;
import flotilla.node.cluster.FleetLimits;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.RetryBudget;
import flotilla.node.sticky.StickyTable;
import flotilla.node.tls.EndpointTls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request that matched a route goes: the route, and its upstream as of one table.
 *
 * @param tls the policy's, as it is spoken: with the sessions that endpoints take up again
 * @param rates how much may pass to it, with what has passed
 * @param retries how many requests to it may be tried again
 * @param concurrency how many requests to it may be in flight; null: any number
 * @param algorithm the balancer's name
 * @param sticky what the cookies of sessions say; null if its sessions are not sticky
 * @param fallback where those go that it cannot serve, whatever that one's own fallback is; null: nowhere
 */
public record Destination(
        Route route,
        UpstreamPolicy policy,
        EndpointTls tls,
        Rates rates,
        RetryBudget retries,
        @Nullable ConcurrencyLimit concurrency,
        String algorithm,
        Rotation rotation,
        Balancer.Picker picker,
        @Nullable StickyTable sticky,
        @Nullable Destination fallback) {

    /** With no TLS spoken before, nothing tried again yet, and neither limits, sticky sessions nor a fallback. */
    public Destination(
            Route route, UpstreamPolicy policy, String algorithm, Rotation rotation, Balancer.Picker picker) {
        this(
                route,
                policy,
                EndpointTls.of(policy.tls()),
                Rates.NONE,
                new RetryBudget(route.upstream(), policy.retry()),
                null,
                algorithm,
                rotation,
                picker,
                null,
                null);
    }

    /** That of a route which answers by itself: nobody is behind it. */
    static Destination nowhere(Route route, FleetLimits limits) {
        var policy = UpstreamPolicy.DEFAULT;
        var nobody = new Rotation(List.of(), new int[0]);
        return new Destination(
                route,
                policy,
                EndpointTls.of(policy.tls()),
                Rates.of(route, policy, limits),
                new RetryBudget("", policy.retry()),
                null,
                "",
                nobody,
                request -> null,
                null,
                null);
    }

    Destination withFallback(Destination other) {
        return new Destination(
                route, policy, tls, rates, retries, concurrency, algorithm, rotation, picker, sticky, other);
    }
}
