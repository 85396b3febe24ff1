package flotilla.discovery.consul;

import flotilla.discovery.RouteEvent;
import flotilla.discovery.RouteEvent.Announced;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kiwiproject.consul.model.ConsulResponse;
import org.kiwiproject.consul.model.catalog.CatalogService;
import org.kiwiproject.consul.option.ImmutableQueryOptions;
import org.kiwiproject.consul.option.QueryOptions;

/**
 * The routes that all services of a registry announce.
 *
 * <p>One blocking query on the names of the services, filtered to those that may announce something, tells when to look.
 * Names and tags are all it says, so a second one asks which services have the pair in {@code Meta} (the filter language
 * finds a key, but no beginning of a tag), and then each that announces is asked for its instances.
 */
record RouteSubject(ConsulUri registry) implements Subject<Announced, RouteEvent> {

    private static final String WITH_META = "\"" + AnnouncedRoutes.META + "\" in ServiceMeta";
    private static final String WITH_META_OR_TAGS = WITH_META + " or ServiceTags is not empty";

    @Override
    public Answer<Announced> ask(Agents agents, Ask how) throws Exception {
        var first = names(agents, how, WITH_META_OR_TAGS);
        var now = new Ask(BigInteger.ZERO, how.longest(), how.mode());
        var announcing = new TreeSet<String>();
        first.getResponse().forEach((name, tags) -> {
            if (AnnouncedRoutes.announcedBy(tags)) {
                announcing.add(name);
            }
        });
        announcing.addAll(names(agents, now, WITH_META).getResponse().keySet());
        return routes(agents, now, first, announcing);
    }

    private Answer<Announced> routes(Agents agents, Ask how, ConsulResponse<?> first, SortedSet<String> announcing)
            throws Exception {
        var routes = new ArrayList<Announced>();
        var notes = new TreeSet<String>();
        var options = options(how).build();
        for (var name : announcing) {
            var instances = agents.<List<CatalogService>>ask(
                    how.limit(), (client, callback) -> client.catalogClient().getService(name, options, callback));
            for (var instance : instances.getResponse()) {
                var announced = AnnouncedRoutes.of(instance.getServiceMeta(), instance.getServiceTags());
                announced.routes().forEach(route -> routes.add(route(name, route)));
                announced.notes().forEach(note -> notes.add("service " + name + ": " + note));
            }
        }
        var sorted = routes.stream()
                .distinct()
                .sorted(Comparator.comparing(Announced::host)
                        .thenComparing(Announced::path)
                        .thenComparing(Announced::service))
                .toList();
        return Answer.of(first, sorted, List.copyOf(notes), how.longest());
    }

    private ConsulResponse<Map<String, List<String>>> names(Agents agents, Ask how, String filter) throws Exception {
        QueryOptions options = options(how).filter(filter).build();
        return agents.ask(
                how.limit(), (client, callback) -> client.catalogClient().getServices(options, callback));
    }

    private ImmutableQueryOptions.Builder options(Ask how) {
        return how.options()
                .datacenter(registry.query().dc())
                .namespace(registry.query().namespace());
    }

    private Announced route(String service, AnnouncedRoutes.HostPath route) {
        return new Announced(route.host(), route.path(), route.strip(), service, registry.sibling(service));
    }

    @Override
    public RouteEvent snapshot(List<Announced> items) {
        return new RouteEvent.Snapshot(items);
    }

    @Override
    public RouteEvent stale(String reason) {
        return new RouteEvent.Stale(reason);
    }
}
