package flotilla.node.route;

import flotilla.node.balance.Balancer;
import flotilla.node.balance.Rotation;
import flotilla.node.tls.EndpointTls;

/**
 * Where a request that matched a route goes: the route, and its upstream as of one table.
 *
 * @param tls the policy's, as it is spoken: with the sessions that endpoints take up again
 * @param algorithm the balancer's name
 */
public record Destination(
        Route route,
        UpstreamPolicy policy,
        EndpointTls tls,
        String algorithm,
        Rotation rotation,
        Balancer.Picker picker) {

    /** With no TLS spoken before. */
    public Destination(
            Route route, UpstreamPolicy policy, String algorithm, Rotation rotation, Balancer.Picker picker) {
        this(route, policy, EndpointTls.of(policy.tls()), algorithm, rotation, picker);
    }
}
