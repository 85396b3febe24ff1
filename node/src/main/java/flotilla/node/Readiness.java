package flotilla.node;

import flotilla.discovery.Time;
import flotilla.node.health.Health;
import flotilla.node.route.TableKeeper;
import flotilla.node.route.UpstreamState;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a node knows what it needs to serve, and has what else it needs. Once it did, another configuration does not take that back: who has served
 * goes on.
 */
final class Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration POLL = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final TableKeeper keeper;
    private final Waiting waiting;
    private final Time time;
    private final BooleanSupplier more;
    private volatile boolean reached;

    /** @param more what has to hold besides */
    Readiness(TableKeeper keeper, BooleanSupplier more, Time time) {
        this.time = time;
        this.waiting = new Waiting(time, POLL);
        this.keeper = keeper;
        this.more = more;
    }

    /** Whether every configured upstream has heard from its sources once, and all else held that has to. */
    boolean reached(NodeConfig config) {
        boolean now = reached || unheard(config).isEmpty() && more.getAsBoolean();
        reached = now;
        return now;
    }

    /**
     * Most sources know their endpoints at once, and then nobody who connects to a bound port should hear that there are
     * none. For one that does not answer nobody is kept waiting.
     */
    void awaitSources(NodeConfig config) {
        waiting.until(() -> unheard(config).isEmpty(), PATIENCE);
    }

    /** Waits longer: as {@link Node#settle} says. */
    void settle(NodeConfig config, Health health, Duration limit, BooleanSupplier hurry) {
        long began = time.nanos();
        waiting.until(() -> unheard(config).isEmpty() || hurry.getAsBoolean(), limit);
        try (var checks = health.checkAtOnce()) {
            waiting.until(() -> checks.done() || hurry.getAsBoolean(), limit.minusNanos(time.nanos() - began));
        }
        var unheard = unheard(config);
        if (!unheard.isEmpty()) {
            LOG.warn("upstreams that have not heard from their sources are waited for no longer: {}", unheard);
        }
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
