package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Recorder;
import flotilla.discovery.RouteEvent;
import flotilla.discovery.RouteEvent.Announced;
import flotilla.discovery.RouteEvent.Snapshot;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.discovery.UpstreamEvent;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsulRoutesTest {

    private final Recorder<RouteEvent> heard = new Recorder<>();

    private static Sources sources(Optional<Path> state) {
        return Sources.load(new SourceContext(Time.system(), state, 3));
    }

    private static URI registry(ConsulAgent agent) {
        return URI.create("consul://" + agent.address());
    }

    @Test
    void followsTheRoutesThatServicesAnnounce() throws Exception {
        try (var agent = ConsulAgent.start()) {
            agent.register(shop());
            agent.register(ConsulService.of("other", "o1", "127.0.0.1", 2).withTags(List.of("prod")));
            try (var watch = sources(Optional.empty()).watchRoutes(registry(agent), heard)) {
                assertThat(watch).isNotNull();
                assertThat(routes(heard.awaitCount(1).getFirst())).containsExactly("shop.example/cart -> shop");

                agent.register(ConsulService.of("old", "f1", "127.0.0.1", 3)
                        .withTags(List.of("urlprefix-old.example/ strip=/", "urlprefix-:99 proto=tcp")));
                heard.await(event -> routes(event).equals(List.of("old.example/ -> old", "shop.example/cart -> shop")));
                agent.register(shop().withMeta(Map.of("flotilla-route", "shop.example/basket")));
                heard.await(
                        event -> routes(event).equals(List.of("old.example/ -> old", "shop.example/basket -> shop")));
                agent.deregister("f1");
                heard.await(event -> routes(event).equals(List.of("shop.example/basket -> shop")));
            }
        }
    }

    @Test
    void theSourceOfARouteListsTheEndpointsOfItsService() throws Exception {
        try (var agent = ConsulAgent.start()) {
            agent.register(shop());
            var upstreams = new Recorder<UpstreamEvent>();
            var sources = sources(Optional.empty());
            try (var watch = sources.watchRoutes(registry(agent), heard)) {
                assertThat(watch).isNotNull();
                var announced =
                        ((Snapshot) heard.awaitCount(1).getFirst()).routes().getFirst();
                try (var endpoints = sources.watch(announced.service(), List.of(announced.source()), upstreams)) {
                    assertThat(endpoints).isNotNull();
                    var changed =
                            (UpstreamEvent.Changed) upstreams.awaitCount(1).getFirst();

                    assertThat(changed.current().endpoints()).containsExactly(Endpoint.of("127.0.0.1", 1));
                }
            }
        }
    }

    @Test
    void losesNoRouteWhenTheAgentRestartsOrIsDownAtOurStart(@TempDir Path state) throws Exception {
        var address = "";
        try (var agent = ConsulAgent.start()) {
            address = agent.address();
            agent.register(shop());
            try (var watch = sources(Optional.of(state)).watchRoutes(registry(agent), heard)) {
                assertThat(watch).isNotNull();
                heard.awaitCount(1);
                agent.kill();
                heard.await(RouteEvent.Stale.class::isInstance);
                agent.run();
                agent.register(ConsulService.of("new", "n1", "127.0.0.1", 9)
                        .withMeta(Map.of("flotilla-route", "new.example")));
                heard.await(event -> routes(event).contains("new.example/ -> new"));

                assertThat(heard.heard()).noneMatch(new Snapshot(List.of())::equals);
            }
        }
        var later = new Recorder<RouteEvent>();

        try (var watch = sources(Optional.of(state)).watchRoutes(URI.create("consul://" + address), later)) {
            assertThat(watch).isNotNull();
            assertThat(routes(later.awaitCount(2).getFirst())).containsExactly("new.example/ -> new");
        }
    }

    private static ConsulService shop() {
        return ConsulService.of("shop", "s1", "127.0.0.1", 1).withMeta(Map.of("flotilla-route", "shop.example/cart"));
    }

    private static List<String> routes(RouteEvent event) {
        return switch (event) {
            case Snapshot snapshot ->
                snapshot.routes().stream().map(ConsulRoutesTest::text).toList();
            case RouteEvent.Stale stale -> List.of();
        };
    }

    private static String text(Announced route) {
        return route.host() + route.path() + " -> " + route.service();
    }
}
