package flotilla.node;

import flotilla.node.route.TableKeeper;
import flotilla.node.route.UpstreamState;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Whether a node knows what it needs to serve, and has what else it needs. Once it did, another configuration does not take that back: who has served
 * goes on.
 */
final class Readiness {

    private final TableKeeper keeper;
    private final BooleanSupplier more;
    private volatile boolean reached;

    /** @param more what has to hold besides */
    Readiness(TableKeeper keeper, BooleanSupplier more) {
        this.keeper = keeper;
        this.more = more;
    }

    /** Whether every configured upstream has heard from its sources once, and all else held that has to. */
    boolean reached(NodeConfig config) {
        boolean now = reached || unheard(config).isEmpty() && more.getAsBoolean();
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
