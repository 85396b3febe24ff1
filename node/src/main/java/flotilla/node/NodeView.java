package flotilla.node;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.health.Verdict;
import flotilla.node.resilience.RetryBudget;
import flotilla.node.route.Route;
import java.util.List;

/**
 * A moment of a node.
 *
 * @param routes configured and announced
 * @param requestsInFlight over all listeners
 * @param clientConnections over all listeners
 * @param bufferBytes held for readers that are slower than their writers, and of bodies that may have to be sent again
 */
public record NodeView(
        List<Route> routes,
        List<UpstreamView> upstreams,
        int requestsInFlight,
        int clientConnections,
        long bufferBytes) {

    public NodeView {
        routes = List.copyOf(routes);
        upstreams = List.copyOf(upstreams);
    }

    /**
     * @param stale why a source of it cannot see, or empty
     * @param retries how many of its requests were tried again, and how many were not for want of budget
     */
    public record UpstreamView(
            String name, String algorithm, List<EndpointView> endpoints, String stale, RetryBudget retries) {
        public UpstreamView {
            endpoints = List.copyOf(endpoints);
        }
    }

    /** @param weight the effective one, a part of the described one during a slow start; 0: not in the rotation */
    public record EndpointView(LiveEndpoint endpoint, Verdict verdict, double weight) {}
}
