package flotilla.discovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between a source of routes and who listens: keeps the log, and keeps a listener's failure from looking like the source's. */
final class RouteWatch implements Sources.Watch {

    private static final Logger LOG = LoggerFactory.getLogger(RouteWatch.class);

    private final URI registry;
    private final RouteSource source;
    private final Consumer<? super RouteEvent> listener;

    @GuardedBy("this") private List<RouteEvent.Announced> last = List.of();

    @GuardedBy("this") private boolean closed;

    RouteWatch(URI registry, RouteSource source, Consumer<? super RouteEvent> listener) {
        this.registry = registry;
        this.source = source;
        this.listener = listener;
    }

    RouteWatch start() {
        source.start(this::hear);
        return this;
    }

    private synchronized void hear(RouteEvent event) {
        if (closed) {
            return;
        }
        switch (event) {
            case RouteEvent.Snapshot snapshot -> {
                LOG.info("routes: {} -> {} because {} says so", names(last), names(snapshot.routes()), registry);
                last = snapshot.routes();
            }
            case RouteEvent.Stale stale ->
                LOG.info("routes: {} seen -> not seen, its {} routes stay: {}", registry, last.size(), stale.reason());
        }
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.error("routes: whoever listens failed on {}", event, e);
        }
    }

    private static List<String> names(List<RouteEvent.Announced> routes) {
        return routes.stream()
                .map(route -> route.host() + route.path() + " to " + route.service())
                .toList();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        source.close();
    }
}
