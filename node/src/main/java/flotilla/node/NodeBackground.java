package flotilla.node;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Fleet;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.cluster.Peer;
import flotilla.node.health.Health;
import flotilla.node.http.Background;
import flotilla.node.route.Absence;
import flotilla.node.route.UpstreamState;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a node and its fleet have published, for those who ask why. */
record NodeBackground(Supplier<List<UpstreamState>> upstreams, Health health, Supplier<Optional<Fleet>> fleet)
        implements Background {

    @Override
    public String node() {
        return fleet.get().map(present -> present.self().node()).orElse("");
    }

    @Override
    public List<LiveEndpoint> listed(String upstream) {
        return upstream(upstream).map(UpstreamState::endpoints).orElse(List.of());
    }

    private Optional<UpstreamState> upstream(String name) {
        return upstreams.get().stream()
                .filter(state -> state.name().equals(name))
                .findFirst();
    }

    @Override
    public Absence absence(LiveEndpoint endpoint) {
        var own = upstream(endpoint.upstream())
                .flatMap(state -> state.evictions().verdict(endpoint))
                .orElseGet(() -> health.verdict(endpoint));
        return Absence.of(endpoint, own, fleet.get().map(Fleet::health).orElse(FleetHealth.NONE));
    }

    @Override
    public List<Peer> peers() {
        return fleet.get().map(Fleet::peers).orElse(List.of());
    }
}
