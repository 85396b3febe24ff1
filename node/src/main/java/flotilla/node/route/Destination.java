package flotilla.node.route;

import flotilla.node.balance.Balancer;
import flotilla.node.balance.Rotation;
import flotilla.node.sticky.StickyTable;
import flotilla.node.tls.EndpointTls;
import org.jspecify.annotations.Nullable;

/**
 * Where a request that matched a route goes: the route, and its upstream as of one table.
 *
 * @param tls the policy's, as it is spoken: with the sessions that endpoints take up again
 * @param rates how much may pass to it, with what has passed
 * @param algorithm the balancer's name
 * @param sticky what the cookies of sessions say; null if its sessions are not sticky
 */
public record Destination(
        Route route,
        UpstreamPolicy policy,
        EndpointTls tls,
        Rates rates,
        String algorithm,
        Rotation rotation,
        Balancer.Picker picker,
        @Nullable StickyTable sticky) {

    /** With no TLS spoken before, and neither limit of rate nor sticky sessions. */
    public Destination(
            Route route, UpstreamPolicy policy, String algorithm, Rotation rotation, Balancer.Picker picker) {
        this(route, policy, EndpointTls.of(policy.tls()), Rates.NONE, algorithm, rotation, picker, null);
    }
}
