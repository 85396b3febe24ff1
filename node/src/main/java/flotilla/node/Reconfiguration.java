package flotilla.node;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.node.http.RequestPath;
import flotilla.node.route.Faults;
import flotilla.node.route.RouteTable;
import flotilla.node.route.TableConfig;
import flotilla.node.route.TableEvent;
import flotilla.node.route.TableKeeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets another configuration count at a running node.
 *
 * <p>What may fail comes first and is undone if it does: the policies are looked through, the new sources opened, the new
 * ports bound. Then the sources that are new have a moment to speak, while the old table serves, so that no request comes to
 * an upstream of which nothing is known yet. Then there is one table, after which the ports and the bounds of the node follow.
 *
 * <p>A request that has begun ends by the table that it began with: what that names is drained, not cut.
 */
final class Reconfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration POLL = Duration.ofMillis(2);
    private static final Duration SOURCES_PATIENCE = Duration.ofSeconds(3);

    /** The keeper makes a table within milliseconds; one that does not is closed. */
    private static final Duration TABLE_PATIENCE = Duration.ofSeconds(30);

    private final TableKeeper keeper;
    private final Watches watches;
    private final Listeners listeners;
    private final NodeBounds bounds;
    private final Faults faults;
    private final RequestPath path;
    private final Time time;

    Reconfiguration(
            TableKeeper keeper,
            Watches watches,
            Listeners listeners,
            NodeBounds bounds,
            Faults faults,
            RequestPath path,
            Time time) {
        this.keeper = keeper;
        this.watches = watches;
        this.listeners = listeners;
        this.bounds = bounds;
        this.faults = faults;
        this.path = path;
        this.time = time;
    }

    /**
     * Returns once it counts.
     *
     * @param limit for what is under way at listeners that go
     * @throws InvalidValue if it cannot be, or cannot be without a restart; then all stays as it was
     * @throws java.io.UncheckedIOException if a listener cannot be bound; then all stays as it was
     */
    void run(NodeConfig before, NodeConfig newer, Duration limit) {
        InvalidValue.require(
                newer.threads() == before.threads(),
                "threads",
                newer.threads(),
                before.threads() + " until the next restart or upgrade");
        var config = newer.table();
        config.check();
        path.prepare(newer.routes());
        var sources = watches.turn(newer);
        Listeners.Turn ports;
        try {
            ports = listeners.turn(newer.listeners());
        } catch (RuntimeException e) {
            sources.abandon();
            throw e;
        }
        sources.start();
        hear(sources);
        try {
            endDrills(publish(config, sources));
        } catch (RuntimeException e) {
            ports.abandon();
            throw e;
        }
        path.keep(newer.routes()).ifPresent(close -> later(close, limit));
        bounds.follow(newer.limits());
        ports.take(limit);
        sources.settle();
    }

    /** What has begun has its time. */
    private void later(Runnable deed, Duration limit) {
        Thread.ofVirtual().name("stages").start(() -> {
            try {
                time.pause(limit);
                deed.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void hear(Watches.Turn sources) {
        new Waiting(time, POLL).until(() -> sources.unheard().isEmpty(), SOURCES_PATIENCE);
        for (var upstream : sources.unheard()) {
            LOG.warn(
                    "upstream {}: not all of its new sources have spoken within {} s; what is known counts",
                    upstream,
                    SOURCES_PATIENCE.toSeconds());
        }
    }

    private RouteTable publish(TableConfig config, Watches.Turn sources) {
        var published = new CompletableFuture<RouteTable>();
        keeper.tell(new TableEvent.Reconfigured(config, sources.take(), published));
        sources.release();
        return await(published);
    }

    private RouteTable await(CompletableFuture<RouteTable> published) {
        new Waiting(time, POLL).until(published::isDone, TABLE_PATIENCE);
        try {
            return published.getNow(RouteTable.EMPTY);
        } catch (CompletionException e) {
            throw new IllegalStateException("defect: the table could not be made: " + e.getCause(), e);
        }
    }

    /** A drill of a route that is gone would begin again with another route of that name. */
    private void endDrills(RouteTable table) {
        var routes = table.destinations().stream()
                .map(destination -> destination.route().name())
                .collect(Collectors.toSet());
        faults.all().stream()
                .filter(drill -> !routes.contains(drill.route()))
                .forEach(drill -> faults.end(drill.route(), "the end of its route"));
    }
}
