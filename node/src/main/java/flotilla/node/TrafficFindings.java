package flotilla.node;

import flotilla.node.NodeView.OutlierView;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Ejections.Decision;
import flotilla.node.cluster.Fleet;
import flotilla.node.health.Findings;
import flotilla.node.health.Outlier;
import flotilla.node.health.Outlier.Kind;
import flotilla.node.health.OutlierListener;
import flotilla.node.route.TableEvent;
import flotilla.node.route.UpstreamState;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Hands what the comparison of endpoints shows to the table, and each outlier to the fleet as a vote; counts what was found. */
final class TrafficFindings implements OutlierListener {

    private final Consumer<TableEvent> table;
    private final Supplier<Optional<Fleet>> fleet;
    private final Map<String, Map<Kind, Long>> counts = new ConcurrentHashMap<>();

    TrafficFindings(Consumer<TableEvent> table, Supplier<Optional<Fleet>> fleet) {
        this.table = table;
        this.fleet = fleet;
    }

    /** Its breaker opened; of a thousand attempts it lost so many. */
    void opened(LiveEndpoint endpoint, int lost) {
        count(endpoint, Kind.BREAKER);
        fleet.get().ifPresent(present -> present.opened(endpoint, lost));
    }

    @Override
    public void found(LiveEndpoint endpoint, Outlier outlier) {
        count(endpoint, outlier.kind());
        fleet.get().ifPresent(present -> present.opened(endpoint, outlier.score()));
    }

    @Override
    public void changed(String upstream, Findings findings) {
        table.accept(new TableEvent.OutliersFound(upstream, findings));
    }

    private void count(LiveEndpoint endpoint, Kind kind) {
        counts.compute(endpoint.upstream(), (name, before) -> {
            var after = new EnumMap<Kind, Long>(Kind.class);
            after.putAll(before == null ? Map.of() : before);
            after.merge(kind, 1L, Long::sum);
            return after;
        });
    }

    void forget(String upstream) {
        counts.remove(upstream);
    }

    /** What was found at one upstream, as the table and the fleet have it now. */
    OutlierView view(UpstreamState upstream) {
        var decision = fleet.get()
                .map(present -> present.health().ejections(upstream.name()))
                .orElse(Decision.NONE);
        var ejected = new HashSet<>(upstream.evictions().evicted().keySet());
        var spared = new HashSet<>(upstream.evictions().spared());
        for (var endpoint : upstream.endpoints()) {
            if (decision.ejected().contains(endpoint.key())) {
                ejected.add(endpoint);
            } else if (decision.spared().contains(endpoint.key())) {
                spared.add(endpoint);
            }
        }
        spared.removeAll(ejected);
        return new OutlierView(ejected, spared, upstream.panic(), counts.getOrDefault(upstream.name(), Map.of()));
    }
}
