package flotilla.node;

import flotilla.node.route.TableKeeper;
import flotilla.node.route.UpstreamState;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether a node knows what it needs to serve. Once it did, another configuration does not take that back: who has served
 * goes on.
 */
final class Readiness {

    private final TableKeeper keeper;
    private volatile boolean reached;

    Readiness(TableKeeper keeper) {
        this.keeper = keeper;
    }

    /** Whether every configured upstream has heard from its sources once. */
    boolean reached(NodeConfig config) {
        boolean now = reached || unheard(config).isEmpty();
        reached = now;
        return now;
    }

    /** Configured upstreams that have not heard from their sources yet. */
    List<String> unheard(NodeConfig config) {
        var heard = keeper.upstreams().stream()
                .filter(UpstreamState::heard)
                .map(UpstreamState::name)
                .collect(Collectors.toSet());
        return config.upstreams().keySet().stream()
                .filter(name -> !heard.contains(name))
                .toList();
    }
}
