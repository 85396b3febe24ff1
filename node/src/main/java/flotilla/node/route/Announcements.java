package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.RouteEvent;
import flotilla.discovery.RouteEvent.Announced;
import flotilla.node.resilience.RequestPriority;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What services announce of themselves, registry by registry. Known to the {@link TableKeeper}'s thread alone. */
final class Announcements {

    private static final Logger LOG = LoggerFactory.getLogger(TableKeeper.class);

    private final Map<String, List<Announced>> byRegistry = new LinkedHashMap<>();

    void hear(String registry, RouteEvent event) {
        switch (event) {
            case RouteEvent.Snapshot(var list) -> byRegistry.put(registry, list);
            case RouteEvent.Stale(var reason) -> LOG.debug("routes of {} are stale: {}", registry, reason);
        }
    }

    /** What others have said does not count any more. */
    void keepOnly(Set<String> registries) {
        byRegistry.keySet().retainAll(registries);
    }

    /** The services that announce themselves, with their sources. */
    Map<String, URI> services() {
        var services = new LinkedHashMap<String, URI>();
        byRegistry
                .values()
                .forEach(list -> list.forEach(route -> services.putIfAbsent(route.service(), route.source())));
        return services;
    }

    /** Configured routes first: of two with the same match, the configured one counts. */
    List<Route> below(List<Route> configured) {
        var matches = new LinkedHashMap<RouteMatch, Route>();
        configured.forEach(route -> matches.putIfAbsent(route.match(), route));
        byRegistry
                .values()
                .forEach(list -> list.forEach(announcement -> {
                    var route = routeOf(announcement);
                    if (route != null) {
                        matches.putIfAbsent(route.match(), route);
                    }
                }));
        return List.copyOf(matches.values());
    }

    /** One service that announces nonsense must not cost the others their routes. */
    private static @Nullable Route routeOf(Announced announcement) {
        try {
            var match = new RouteMatch(announcement.host(), announcement.path());
            var name = announcement.service() + " " + announcement.host() + announcement.path();
            return new Route(
                            name,
                            match,
                            announcement.service(),
                            announcement.strip(),
                            Route.UNLIMITED,
                            RatePolicy.DEFAULT)
                    .withPriority(RequestPriority.LOW);
        } catch (InvalidValue e) {
            LOG.warn("service {} announces a route that cannot be: {}", announcement.service(), e.getMessage());
            return null;
        }
    }
}
