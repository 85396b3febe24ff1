package flotilla.node;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.health.Outlier;
import flotilla.node.health.Verdict;
import flotilla.node.resilience.Breaker;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.RetryBudget;
import flotilla.node.route.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
     * @param outliers what its traffic showed
     * @param concurrency its requests in flight and those that wait; empty if it has no limit of them
     */
    public record UpstreamView(
            String name,
            String algorithm,
            List<EndpointView> endpoints,
            String stale,
            RetryBudget retries,
            OutlierView outliers,
            Optional<ConcurrencyLimit> concurrency) {
        public UpstreamView {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * @param ejected left out as live traffic fails there, by this node or by the fleet
     * @param spared who would be, but for the cap
     * @param panic whether all are tried as too few are well
     * @param found how often this node found what
     */
    public record OutlierView(
            Set<LiveEndpoint> ejected, Set<LiveEndpoint> spared, boolean panic, Map<Outlier.Kind, Long> found) {
        public OutlierView {
            ejected = Set.copyOf(ejected);
            spared = Set.copyOf(spared);
            found = Map.copyOf(found);
        }
    }

    /**
     * @param weight the effective one, a part of the described one during a slow start; 0: not in the rotation
     * @param breaker empty if it has gone meanwhile
     */
    public record EndpointView(LiveEndpoint endpoint, Verdict verdict, double weight, Optional<Breaker> breaker) {}
}
