package flotilla.node.route;

import flotilla.node.balance.Balancer;
import flotilla.node.balance.Rotation;

/**
 * Where a request that matched a route goes: the route, and its upstream as of one table.
 *
 * @param algorithm the balancer's name
 */
public record Destination(
        Route route, UpstreamPolicy policy, String algorithm, Rotation rotation, Balancer.Picker picker) {}
