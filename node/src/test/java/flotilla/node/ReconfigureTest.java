package flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.Endpoint;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.discovery.UpstreamSource;
import flotilla.discovery.fixed.FixedSource;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconfigureTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ListenerPolicy ANY_PORT = ListenerPolicy.DEFAULT.withBind("127.0.0.1:0");

    private final FakeEndpoint shop = FakeEndpoint.start().body("shop");
    private final FakeEndpoint stock = FakeEndpoint.start().body("stock");
    private final HandSources hand = new HandSources();
    private final Node node = Node.start(
            config(Map.of("web", ANY_PORT), Map.of("shop", shop)),
            NodeContext.of(
                    Sources.of(
                            SourceContext.of(Time.system()),
                            List.of(hand, new FixedSource.Provider()),
                            List.of(),
                            List.of()),
                    Telemetry.NONE,
                    Time.system()));

    /** Sources that say what the test has them say, by their URIs. */
    private static final class HandSources implements UpstreamSource.Provider {

        private final Map<URI, Consumer<? super SourceEvent>> listeners = new ConcurrentHashMap<>();

        @Override
        public Set<String> schemes() {
            return Set.of("hand");
        }

        @Override
        public UpstreamSource open(URI uri, SourceContext context) {
            return new UpstreamSource() {
                @Override
                public void start(Consumer<? super SourceEvent> listener) {
                    listeners.put(uri, listener);
                }

                @Override
                public void close() {}
            };
        }

        void lists(URI uri, FakeEndpoint endpoint) {
            TestNode.await(() -> listeners.containsKey(uri));
            Objects.requireNonNull(listeners.get(uri)).accept(new SourceEvent.Snapshot(List.of(endpoint.endpoint())));
        }
    }

    @BeforeEach
    void ready() {
        TestNode.await(node::ready);
    }

    @AfterEach
    void close() {
        node.close();
        shop.close();
        stock.close();
    }

    @Test
    void whatIsAddedServesAndWhatStaysIsTheSame() throws IOException {
        try (var client = client("web")) {
            assertThat(client.send(get("/shop")).readAnswer()).endsWith("shop");
            var before = endpoint("shop");

            reconfigure(Map.of("web", ANY_PORT), Map.of("shop", shop, "stock", stock));

            assertThat(client.send(get("/stock")).readAnswer()).endsWith("stock");
            assertThat(client.send(get("/shop")).readAnswer()).endsWith("shop");
            assertThat(endpoint("shop")).isSameAs(before);
            assertThat(shop.connections()).isEqualTo(1);
        }
    }

    @Test
    void aRequestUnderWayEndsThoughItsUpstreamAndItsListenerAreRemoved() throws Exception {
        shop.hold();
        try (var client = client("web")) {
            client.send(get("/shop"));
            shop.awaitRequests(1);
            var web = address("web");

            reconfigure(Map.of("other", ANY_PORT), Map.of("stock", stock));
            TestNode.await(() -> refused(web));
            shop.release();

            assertThat(client.readAnswer()).contains("Connection: close").endsWith("shop");
            assertThat(client.readToEnd()).isEmpty();
            TestNode.await(() -> shop.openConnections() == 0);
        }
        try (var client = client("other")) {
            assertThat(client.send(get("/stock")).readAnswer()).endsWith("stock");
            assertThat(client.send(get("/shop")).readAnswer()).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void aListenerThatIsAddedAcceptsAndOneThatIsRemovedDoesNot() throws Exception {
        reconfigure(Map.of("web", ANY_PORT, "second", ANY_PORT), Map.of("shop", shop));
        var second = address("second");
        try (var idle = client("second")) {
            assertThat(idle.send(get("/shop")).readAnswer()).endsWith("shop");

            reconfigure(Map.of("web", ANY_PORT), Map.of("shop", shop));

            assertThat(idle.readToEnd()).isEmpty();
        }
        assertThat(node.addresses()).containsOnlyKeys("web");
        TestNode.await(() -> refused(second));
    }

    @Test
    void aRequestThatHasBegunAtAListenerThatGoesIsServed() throws Exception {
        reconfigure(Map.of("web", ANY_PORT, "second", ANY_PORT), Map.of("shop", shop));
        try (var idle = client("second")) {
            assertThat(idle.send(get("/shop")).readAnswer()).doesNotContain("Connection: close");
            idle.send("GET /shop HTTP/1.1\r\n");
            var second = address("second");

            reconfigure(Map.of("web", ANY_PORT), Map.of("shop", shop));
            TestNode.await(() -> refused(second));

            assertThat(idle.send("Host: a\r\n\r\n").readAnswer()).contains("Connection: close");
        }
    }

    @Test
    void aListenerKeepsItsSocketsUnderAnotherNameAndAnotherPolicy() throws IOException {
        var bound =
                ListenerPolicy.DEFAULT.withBind("127.0.0.1:" + address("web").getPort());
        try (var client = client("web")) {
            assertThat(client.send(get("/shop")).readAnswer()).endsWith("shop");

            reconfigure(Map.of("front", bound.withExplainTo(List.of("127.0.0.1"))), Map.of("shop", shop));

            assertThat(client.send("GET /shop HTTP/1.1\r\nHost: a\r\nX-Flotilla-Explain: 1\r\n\r\n")
                            .readAnswer())
                    .contains("X-Flotilla-Explain-Route")
                    .doesNotContain("Connection: close");
        }
        assertThat(node.addresses()).containsOnlyKeys("front");
    }

    @Test
    void nothingChangesIfAListenerCannotBeBound() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = client("web")) {
            var bind = "127.0.0.1:" + taken.getLocalPort();
            var before = node.config();

            assertThatThrownBy(() -> reconfigure(
                            Map.of("third", ListenerPolicy.DEFAULT.withBind(bind), "second", ANY_PORT),
                            Map.of("stock", stock)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("listener third: cannot bind " + bind);

            assertThat(node.config()).isSameAs(before);
            assertThat(node.addresses()).containsOnlyKeys("web");
            assertThat(client.send(get("/shop")).readAnswer()).endsWith("shop");
            assertThat(client.send(get("/stock")).readAnswer()).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void whatNeedsARestartIsRefusedByName() {
        var config = node.config();
        var threads = new NodeConfig(
                3,
                config.listeners(),
                config.upstreams(),
                config.routes(),
                List.of(),
                UpstreamPolicy.DEFAULT,
                NodeLimits.DEFAULT);

        assertThatThrownBy(() -> node.reconfigure(threads, LIMIT))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("threads: 3 (expected: 2 until the next restart or upgrade)");
        assertThat(node.config()).isSameAs(config);
    }

    @Test
    void aRouteToAnUpstreamThatHasNotBeenHeardOfDoesNotCountYet() throws Exception {
        var late = URI.create("hand:late");
        var sources = Map.of("shop", fixed(shop), "late", late);
        var routes = List.of(route("/", "late"), route("/shop", "shop"));
        var newer = config(Map.of("web", ANY_PORT), sources, routes, NodeLimits.DEFAULT);
        try (var client = client("web")) {
            var applied = CompletableFuture.runAsync(() -> node.reconfigure(newer, LIMIT));
            TestNode.await(() -> hand.listeners.containsKey(late));

            var answer = client.send(get("/shop")).readAnswer();
            hand.lists(late, stock);
            applied.get(30, TimeUnit.SECONDS);
            TestNode.await(() -> listed("late").size() == 1);

            assertThat(answer).endsWith("shop");
            assertThat(client.send(get("/anything")).readAnswer()).endsWith("stock");
            assertThat(node.ready()).isTrue();
        }
    }

    @Test
    void theEndpointsOfASourceServeUntilTheOneInItsPlaceHasSpoken() throws Exception {
        var late = URI.create("hand:late");
        var newer = config(
                Map.of("web", ANY_PORT), Map.of("shop", late), List.of(route("/shop", "shop")), NodeLimits.DEFAULT);
        try (var client = client("web")) {
            node.reconfigure(newer, LIMIT);
            assertThat(client.send(get("/shop")).readAnswer()).endsWith("shop");

            hand.lists(late, stock);
            TestNode.await(
                    () -> endpoint("shop").authority().equals(stock.endpoint().authority()));

            assertThat(client.send(get("/shop")).readAnswer()).endsWith("stock");
        }
    }

    @Test
    void theBoundsOfTheNodeFollow() throws IOException {
        try (var client = client("web")) {
            node.reconfigure(
                    config(
                            Map.of("web", ANY_PORT),
                            Map.of("shop", fixed(shop)),
                            List.of(route("/shop", "shop")),
                            new NodeLimits(1, 1 << 20, 2)),
                    LIMIT);

            assertThat(client.send(get("/shop")).readAnswer()).endsWith("shop");
            assertThat(client.send(get("/shop")).readAnswer()).endsWith("shop");
            assertThat(client.send(get("/shop")).readAnswer()).startsWith("HTTP/1.1 429");
        }
    }

    private void reconfigure(Map<String, ListenerPolicy> listeners, Map<String, FakeEndpoint> upstreams) {
        node.reconfigure(config(listeners, upstreams), LIMIT);
    }

    /** A route to each upstream, at its name. */
    private static NodeConfig config(Map<String, ListenerPolicy> listeners, Map<String, FakeEndpoint> upstreams) {
        var sources = new LinkedHashMap<String, URI>();
        var routes = new ArrayList<Route>();
        upstreams.forEach((name, endpoint) -> {
            sources.put(name, fixed(endpoint));
            routes.add(route("/" + name, name));
        });
        return config(listeners, sources, routes, NodeLimits.DEFAULT);
    }

    private static NodeConfig config(
            Map<String, ListenerPolicy> listeners, Map<String, URI> sources, List<Route> routes, NodeLimits limits) {
        var upstreams = new LinkedHashMap<String, UpstreamConfig>();
        sources.forEach((name, uri) -> upstreams.put(name, new UpstreamConfig(List.of(uri), TestNode.policy())));
        return new NodeConfig(2, listeners, upstreams, routes, List.of(), UpstreamPolicy.DEFAULT, limits);
    }

    private static URI fixed(FakeEndpoint endpoint) {
        Endpoint described = endpoint.endpoint();
        return URI.create("fixed:" + described.authority());
    }

    private static Route route(String path, String upstream) {
        return new Route(upstream, new RouteMatch("*", path), upstream, Route.UNLIMITED);
    }

    private List<NodeView.EndpointView> listed(String upstream) {
        return node.view().upstreams().stream()
                .filter(view -> view.name().equals(upstream))
                .findFirst()
                .orElseThrow()
                .endpoints();
    }

    private LiveEndpoint endpoint(String upstream) {
        return listed(upstream).getFirst().endpoint();
    }

    private InetSocketAddress address(String listener) {
        return Objects.requireNonNull(node.addresses().get(listener));
    }

    private RawClient client(String listener) {
        return new RawClient(address(listener));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private static boolean refused(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address);
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            // It was about to be closed: another look tells.
            return false;
        }
    }
}
