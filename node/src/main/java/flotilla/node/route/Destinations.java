package flotilla.node.route;

import flotilla.node.cluster.FleetLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts routes and upstreams together: where a request that matches a route goes. */
record Destinations(Map<String, LiveUpstream> upstreams, FleetLimits limits) {

    /** By upstream, and then those of routes that answer by themselves; a route to an upstream that is not there has none. */
    List<Destination> of(List<Route> routes) {
        var routesOf = new LinkedHashMap<String, List<Route>>();
        for (var route : routes) {
            routesOf.computeIfAbsent(route.upstream(), key -> new ArrayList<>()).add(route);
        }
        var destinations = new ArrayList<Destination>();
        for (var upstream : upstreams.values()) {
            for (var route : routesOf.getOrDefault(upstream.name(), List.of())) {
                destinations.add(of(upstream, route));
            }
        }
        for (var route : routesOf.getOrDefault("", List.of())) {
            destinations.add(Destination.nowhere(route, limits));
        }
        return destinations;
    }

    private Destination of(LiveUpstream upstream, Route route) {
        var own = upstream.destination(route, limits);
        return upstream.policy()
                .fallback()
                .map(upstreams::get)
                .map(other -> own.withFallback(other.destination(route.to(other.name()), limits)))
                .orElse(own);
    }
}
