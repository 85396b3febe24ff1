package flotilla.node.route;

import flotilla.node.balance.Balancer;
import flotilla.node.balance.Rotation;
import flotilla.node.tls.EndpointTls;

/**
 * Where a request that matched a route goes: the route, and its upstream as of one table.
 *
 * @param tls the policy's, as it is spoken: with the sessions that endpoints take up again
 * @param rates how much may pass to it, with what has passed
 * @param algorithm the balancer's name
 */
public record Destination(
        Route route,
        UpstreamPolicy policy,
        EndpointTls tls,
        Rates rates,
        String algorithm,
        Rotation rotation,
        Balancer.Picker picker) {

    /** With no TLS spoken before, and no limit of rate. */
    public Destination(
            Route route, UpstreamPolicy policy, String algorithm, Rotation rotation, Balancer.Picker picker) {
        this(route, policy, EndpointTls.of(policy.tls()), Rates.NONE, algorithm, rotation, picker);
    }
}
