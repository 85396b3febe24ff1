package flotilla.ops.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.node.NodeView.EndpointView;
import flotilla.node.NodeView.OutlierView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.EndpointLoad;
import flotilla.node.cluster.Fleet;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.cluster.Minutes;
import flotilla.node.cluster.Peer;
import flotilla.node.cluster.Probers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What every node has under way at each endpoint, what was found of it and by whom, and what follows. */
final class EndpointEntries {

    private final String self;
    private final Minutes minutes;
    private final FleetHealth health;
    private final long nowNanos;
    private final Map<String, Map<Long, EndpointLoad>> loads = new LinkedHashMap<>();

    EndpointEntries(Optional<Fleet> fleet, String self, List<Peer> peers, Minutes minutes, long nowNanos) {
        this.self = self;
        this.minutes = minutes;
        this.health = fleet.map(Fleet::health).orElse(FleetHealth.NONE);
        this.nowNanos = nowNanos;
        peers.forEach(peer -> loads.put(peer.node().node(), byKey(peer)));
    }

    private static Map<Long, EndpointLoad> byKey(Peer peer) {
        return peer.report().loads().stream().collect(Collectors.toMap(EndpointLoad::key, Function.identity()));
    }

    void write(UpstreamView upstream, ObjectNode entry) {
        var decision = health.ejections(upstream.name());
        entry.put("name", upstream.name())
                .put("panic", decision.panic() || upstream.outliers().panic());
        var endpoints = entry.putArray("endpoints");
        upstream.endpoints().forEach(endpoint -> write(endpoint, upstream.outliers(), endpoints.addObject()));
    }

    private void write(EndpointView view, OutlierView outliers, ObjectNode entry) {
        var live = view.endpoint();
        entry.put("endpoint", live.authority())
                .put("up", view.verdict().up())
                .put("reason", view.verdict().reason())
                .put("fleet_in_flight", live.fleetInFlight());
        entry.set("weight", Weights.of(view.weight()));
        BreakerEntry.write(view, nowNanos, entry);
        found(live, entry);
        votes(live, outliers, entry);
        live.ramp()
                .filter(ramp -> !ramp.over(nowNanos))
                .ifPresent(ramp -> entry.putObject("slow_start")
                        .put("age_ms", ramp.ageNanos(nowNanos) / 1e6)
                        .put("time_ms", ramp.policy().time().toMillis())
                        .put("share", ramp.share(nowNanos)));
        var inFlight = entry.putObject("in_flight").put(self, live.inFlight());
        var connections = entry.putObject("connections").put(self, live.connections());
        loads.forEach((name, of) -> {
            var load = of.get(live.key());
            inFlight.put(name, load == null ? 0 : load.inFlight());
            connections.put(name, load == null ? 0 : load.connections());
        });
    }

    private void found(LiveEndpoint live, ObjectNode entry) {
        entry.put("fleet_verdict", health.verdict(live).state().toString().toLowerCase(Locale.ROOT));
        var checkers = entry.putArray("checked_by");
        var nodes = health.live().isEmpty() ? List.of(self) : health.live();
        Probers.of(live.key(), nodes).forEach(checkers::add);
        var opinions = entry.putArray("opinions");
        for (var spoken : minutes.opinionsOf(live.key())) {
            opinions.addObject()
                    .put("node", spoken.node())
                    .put("up", spoken.up())
                    .put("age_ms", spoken.ageMillis())
                    .put("reason", spoken.reason());
        }
    }

    private void votes(LiveEndpoint live, OutlierView outliers, ObjectNode entry) {
        entry.put("ejected", outliers.ejected().contains(live))
                .put("spared", outliers.spared().contains(live));
        var votes = entry.putArray("votes");
        for (var cast : minutes.votesOn(live.key())) {
            votes.addObject()
                    .put("node", cast.node())
                    .put("score", cast.score())
                    .put("age_ms", cast.ageMillis())
                    .put("left_ms", cast.leftMillis());
        }
    }
}
