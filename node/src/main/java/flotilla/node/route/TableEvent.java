package flotilla.node.route;

import flotilla.discovery.RouteEvent;
import flotilla.discovery.Upstream;
import flotilla.discovery.UpstreamEvent;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.health.Findings;
import flotilla.node.health.Verdict;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What changes a routing table; handled one at a time by the {@link TableKeeper}. */
public sealed interface TableEvent {

    /** A source of endpoints has spoken. */
    record Discovered(UpstreamEvent event) implements TableEvent {}

    /** A registry has spoken of the routes that services announce. */
    record RoutesAnnounced(String registry, RouteEvent event) implements TableEvent {}

    /** An endpoint was found up or down. */
    record HealthChanged(LiveEndpoint endpoint, Verdict verdict) implements TableEvent {}

    /** Live traffic shows endpoints of an upstream to be worse than the others; in place of what it showed before. */
    record OutliersFound(String upstream, Findings findings) implements TableEvent {}

    /** Other overrides count from now on, all of them in place of those before. */
    record Overridden(Overrides overrides) implements TableEvent {}

    /**
     * Another configuration counts from the next table on.
     *
     * @param listed what the sources of new upstreams, and of those with other sources than before, list at this moment
     * @param published done with the first table that is made by it; if that cannot be, all stays as it was
     */
    record Reconfigured(TableConfig config, Map<String, Upstream> listed, CompletableFuture<RouteTable> published)
            implements TableEvent {
        public Reconfigured {
            listed = Map.copyOf(listed);
        }
    }

    /** The time has come for the next step of a slow start. */
    record RampDue() implements TableEvent {}

    /** The fleet has come to say something else of endpoints. */
    record FleetChanged(FleetHealth health) implements TableEvent {}

    /** Keys of sticky sessions were replaced in their {@link flotilla.node.sticky.KeyRing}. */
    record KeysChanged() implements TableEvent {}
}
