package flotilla.node;

import flotilla.discovery.InvalidValue;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.TableConfig;
import flotilla.node.route.UpstreamPolicy;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that one node is told.
 *
 * @param threads I/O threads; 0: one for each core
 * @param listeners by name
 * @param upstreams by name
 * @param routes in any order: the most exact match wins
 * @param announcedBy registries whose services announce routes of their own, such as {@code consul://127.0.0.1:8500}
 * @param announcedPolicy for the upstreams of those services
 * @param limits of the whole node
 * @param zone where it stands: endpoints of that zone are asked by preference; empty: no preference
 */
public record NodeConfig(
        int threads,
        Map<String, ListenerPolicy> listeners,
        Map<String, UpstreamConfig> upstreams,
        List<Route> routes,
        List<URI> announcedBy,
        UpstreamPolicy announcedPolicy,
        NodeLimits limits,
        String zone) {

    /** In no zone. */
    public NodeConfig(
            int threads,
            Map<String, ListenerPolicy> listeners,
            Map<String, UpstreamConfig> upstreams,
            List<Route> routes,
            List<URI> announcedBy,
            UpstreamPolicy announcedPolicy,
            NodeLimits limits) {
        this(threads, listeners, upstreams, routes, announcedBy, announcedPolicy, limits, "");
    }

    public NodeConfig {
        InvalidValue.require(
                zone.matches("[A-Za-z0-9._-]{0,64}"),
                "zone",
                zone,
                "letters, digits, dots, dashes, underscores, at most 64");
        InvalidValue.require(threads >= 0 && threads <= 1024, "threads", threads, "0 to 1024");
        InvalidValue.require(!listeners.isEmpty(), "listeners", "{}", "at least one");
        listeners = Map.copyOf(listeners);
        upstreams = Map.copyOf(upstreams);
        routes = List.copyOf(routes);
        announcedBy = List.copyOf(announcedBy);
    }

    /** What tables are made by. */
    TableConfig table() {
        var policies = new LinkedHashMap<String, UpstreamPolicy>();
        upstreams.forEach((name, upstream) -> policies.put(name, upstream.policy()));
        var registries = announcedBy.stream().map(URI::toString).collect(Collectors.toSet());
        return new TableConfig(policies, routes, registries, announcedPolicy, zone);
    }

    /**
     * Where an upstream's endpoints come from, and how they are used.
     *
     * @param sources URIs; what they list is put together, of duplicates the first counts
     */
    public record UpstreamConfig(List<URI> sources, UpstreamPolicy policy) {
        public UpstreamConfig {
            InvalidValue.require(!sources.isEmpty(), "sources", "[]", "at least one URI");
            sources = List.copyOf(sources);
        }
    }

    /**
     * Bounds of the whole node: at each of them a clear answer, never growth.
     *
     * @param maxRequestsInFlight over all listeners
     * @param maxBufferBytes held for slow readers, over all connections
     * @param clientRequestsPerMinute per client address; 0: no limit
     */
    public record NodeLimits(int maxRequestsInFlight, long maxBufferBytes, int clientRequestsPerMinute) {

        public static final NodeLimits DEFAULT = new NodeLimits(100_000, 256L << 20, 0);

        public NodeLimits {
            InvalidValue.require(maxRequestsInFlight >= 1, "maxRequestsInFlight", maxRequestsInFlight, ">= 1");
            InvalidValue.require(maxBufferBytes >= 1 << 20, "maxBufferBytes", maxBufferBytes, ">= 1048576");
            InvalidValue.require(
                    clientRequestsPerMinute >= 0,
                    "clientRequestsPerMinute",
                    clientRequestsPerMinute,
                    ">= 0, 0 for no limit");
        }
    }
}
