package flotilla.node.route;

import flotilla.node.cluster.FleetLimit;
import flotilla.node.cluster.FleetLimits;
import org.jspecify.annotations.Nullable;

/**
 * What limits the rate of requests to a destination. Bound when a table is made, so that a request looks nothing up; the
 * limits themselves live on from table to table.
 *
 * @param route the route's own limit; null: none
 * @param upstream that of its upstream, which all routes to it share; null: none
 */
public record Rates(@Nullable FleetLimit route, @Nullable FleetLimit upstream) {

    public static final Rates NONE = new Rates(null, null);

    static Rates of(Route route, UpstreamPolicy policy, FleetLimits limits) {
        var own = limit("route " + route.name(), route.rate(), limits);
        var shared = limit("upstream " + route.upstream(), policy.rate(), limits);
        return own == null && shared == null ? NONE : new Rates(own, shared);
    }

    private static @Nullable FleetLimit limit(String name, RatePolicy policy, FleetLimits limits) {
        return policy.allowed().map(allowed -> limits.limit(name, allowed)).orElse(null);
    }
}
