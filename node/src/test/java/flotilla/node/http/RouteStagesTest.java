package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.TestNode;
import flotilla.node.balance.BalancePolicy;
import flotilla.node.http.ProbeStage.Deed;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.route.Page;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.StagePolicy;
import flotilla.node.route.StaticAnswer;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stages that plug-ins bring, on the routes that ask for them. */
class RouteStagesTest {

    private static final Route ROUTE = new Route("all", RouteMatch.any(), "app", Route.UNLIMITED);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String PASSING = "GET / HTTP/1.1\r\nHost: h\r\nX-Pass: 1\r\n\r\n";

    private static Route doing(Deed... deeds) {
        return ROUTE.withStages(Arrays.stream(deeds)
                .map(deed -> new StagePolicy("probe", Map.of("deed", deed.name())))
                .toList());
    }

    private static TestNode node(UpstreamPolicy policy, Route route, FakeEndpoint endpoint) {
        var source = URI.create("fixed:127.0.0.1:" + endpoint.port());
        return TestNode.start(policy, listener -> listener, NodeLimits.DEFAULT, route, source);
    }

    private static TestNode node(Route route, FakeEndpoint endpoint) {
        return node(TestNode.policy(), route, endpoint);
    }

    @Test
    void endpointsGetWhatAStageSaysOfAClientAndNotWhatTheClientSays() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(doing(Deed.ADD), endpoint);
                var client = node.client()) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: h\r\nx-user: mallory\r\nX-Other: 1\r\nX-SECRET: s\r\nX-User: eve\r\n\r\n");

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").contains("\r\nX-Seen: yes\r\n");
            assertThat(endpoint.last().headers())
                    .containsEntry("x-user", "alice")
                    .containsEntry("x-other", "1")
                    .doesNotContainKey("x-secret");

            client.send(PASSING);
            assertThat(client.readAnswer()).as("the next request").doesNotContain("X-Seen");
            assertThat(endpoint.last().headers()).doesNotContainKey("x-user");
        }
    }

    @Test
    void aStageAnswersInPlaceOfAnUpstreamAndOfAStaticAnswer() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(doing(Deed.ADD, Deed.ANSWER), endpoint);
                var fixed = node(doing(Deed.ANSWER).responding(new StaticAnswer(200, Page.of("page"))), endpoint);
                var client = node.client();
                var other = fixed.client()) {
            assertThat(client.send(GET).readAnswer())
                    .startsWith("HTTP/1.1 401")
                    .contains("X-Seen: yes")
                    .endsWith("who?");
            assertThat(client.send(PASSING).readAnswer()).startsWith("HTTP/1.1 200");
            assertThat(other.send(GET).readAnswer()).startsWith("HTTP/1.1 401");
            assertThat(other.send(PASSING).readAnswer())
                    .startsWith("HTTP/1.1 200")
                    .endsWith("page");
            assertThat(endpoint.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"THROW", "LINKAGE", "CHECKED", "OVERFLOW", "THROW_BEHIND_WAIT", "SERVICE_BEHIND_WAIT"})
    void oneThatThrowsCostsItsRequestA500AndNothingElse(Deed deed) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(doing(deed), endpoint);
                var client = node.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 500");
                assertThat(client.send(PASSING).readAnswer()).startsWith("HTTP/1.1 200");
            }
            assertThat(node.ended(6)).extracting(TestNode.Ended::reason).containsOnly("internal", "");
            assertThat(endpoint.requests()).isEqualTo(3);
            node.awaitQuiet();
        }
    }

    @Test
    void oneThatThrowsWhenTheRequestIsUnderWayEndsThat() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(doing(Deed.THROW_LATE), endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 500");
            assertThat(client.send(PASSING).readAnswer()).startsWith("HTTP/1.1 200");
            assertThat(node.ended(2)).extracting(TestNode.Ended::status).containsExactly(500, 200);
            node.awaitQuiet();
        }
    }

    /** The request has ended when the stage throws, and what follows on the connection is another one. */
    @Test
    void oneThatThrowsWhenTheRequestIsOverHurtsNobody() throws IOException {
        var route = doing(Deed.THROW_LATE).responding(new StaticAnswer(200, Page.of("page")));
        try (var endpoint = FakeEndpoint.start();
                var node = node(route, endpoint);
                var client = node.client()) {
            client.send(GET + GET + GET);
            for (int i = 0; i < 3; i++) {
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("page");
            }
        }
    }

    @Test
    void oneMayGoOnFromAnotherThread() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(doing(Deed.WAIT, Deed.WAIT), endpoint);
                var client = node.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
            assertThat(endpoint.last().body()).isEqualTo("abc");
        }
    }

    @Test
    void oneThatNeverGoesOnHasTheTimeOfItsRequest() throws IOException {
        var none = Timeouts.DEFAULT;
        var times = new Timeouts(none.connect(), none.tls(), none.firstByte(), none.idle(), Duration.ofSeconds(5));
        try (var endpoint = FakeEndpoint.start();
                var node = node(TestNode.policy(times), doing(Deed.HANG), endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 504");
            assertThat(client.send(PASSING).readAnswer()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aClientThatLeavesEndsTheWait() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(doing(Deed.HANG), endpoint)) {
            try (var client = node.client()) {
                client.send(GET);
                TestNode.await(() -> node.node().view().requestsInFlight() == 1);
            }
            assertThat(node.ended(1).getFirst().reason()).isEqualTo("client_gone");
            node.awaitQuiet();
        }
    }

    @Test
    void anotherConfigurationBringsOtherStagesOrIsRefused() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(ROUTE, endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200");
            node.node().reconfigure(config(doing(Deed.ANSWER), endpoint), LIMIT);
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 401");

            var unknown = ROUTE.withStages(List.of(new StagePolicy("gone", Map.of())));
            assertThatThrownBy(() -> node.node().reconfigure(config(unknown, endpoint), LIMIT))
                    .isInstanceOf(InvalidValue.class)
                    .hasMessage("name: gone (expected: one of probe)");
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 401");

            node.node().reconfigure(config(ROUTE, endpoint), LIMIT);
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200");
        }
    }

    /** One is gone with its route, one stays with another route and is gone with the node; each is closed once. */
    @Test
    void whatNoRouteAsksForIsClosed(@TempDir Path directory) throws IOException {
        var one = closing(Deed.ANSWER, directory.resolve("one"));
        var other = closing(Deed.ADD, directory.resolve("other"));
        try (var endpoint = FakeEndpoint.start();
                var node = node(ROUTE.withStages(List.of(other, one)), endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 401");

            node.node().reconfigure(config(ROUTE.withStages(List.of(other)), endpoint), Duration.ZERO);

            TestNode.await(() -> directory.resolve("one").toFile().length() > 0);
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200").contains("X-Seen: yes");
            assertThat(directory.resolve("other")).doesNotExist();
        }
        assertThat(directory.resolve("one")).hasContent("ANSWER\n");
        assertThat(directory.resolve("other")).hasContent("ADD\n");
    }

    /** A change and the way back, before the time is over that requests have which began before. */
    @Test
    void whatIsAskedForAgainInTimeGoesOn(@TempDir Path directory) throws IOException {
        var route = ROUTE.withStages(List.of(closing(Deed.ADD, directory.resolve("closed"))));
        try (var endpoint = FakeEndpoint.start();
                var node = node(route, endpoint)) {
            node.node().reconfigure(config(ROUTE, endpoint), Duration.ofHours(1));
            node.node().reconfigure(config(route, endpoint), Duration.ofHours(1));
            assertThat(directory.resolve("closed")).doesNotExist();
        }
        assertThat(directory.resolve("closed")).as("closed with the node").hasContent("ADD\n");
    }

    @Test
    void aStageThatIsOnlyLookedAtIsClosedAgain(@TempDir Path directory) {
        Stages.check(closing(Deed.ADD, directory.resolve("closed")));

        assertThat(directory.resolve("closed")).hasContent("ADD\n");
    }

    private static StagePolicy closing(Deed deed, Path file) {
        return new StagePolicy("probe", Map.of("deed", deed.name(), "closed", file.toString()));
    }

    private static NodeConfig config(Route route, FakeEndpoint endpoint) {
        var source = URI.create("fixed:127.0.0.1:" + endpoint.port());
        return new NodeConfig(
                2,
                Map.of("web", ListenerPolicy.DEFAULT.withBind("127.0.0.1:0")),
                Map.of("app", new UpstreamConfig(List.of(source), TestNode.policy())),
                List.of(route),
                List.of(),
                UpstreamPolicy.DEFAULT,
                NodeLimits.DEFAULT);
    }

    @Test
    void whatCannotBeIsSaidBeforeAnythingStarts() {
        assertThatThrownBy(() -> Stages.create(new StagePolicy("prob", Map.of())))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("name: prob (expected: one of probe)");
        assertThatThrownBy(() -> Stages.create(new StagePolicy("probe", Map.of("deed", "x"))))
                .hasMessage("deed: x (expected: a deed)");
        assertThatThrownBy(() -> Stages.create(new StagePolicy("probe", Map.of("deed", "NOTHING"))))
                .hasMessageStartingWith("name: probe (expected: a stage that can be made; its plug-in says"
                        + " java.lang.IllegalArgumentException: No enum constant");
        assertThatThrownBy(() -> new StagePolicy("Probe", Map.of()))
                .hasMessageStartingWith("name: Probe (expected: small");
    }

    @Test
    void aBalancerThatThrowsCostsItsRequestA500() throws IOException {
        var policy = TestNode.policy(BalancePolicy.DEFAULT.withAlgorithm("throws_on_odd"));
        try (var endpoint = FakeEndpoint.start();
                var node = node(policy, ROUTE, endpoint);
                var client = node.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 500");
                assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200");
            }
            assertThat(node.ended(6))
                    .extracting(TestNode.Ended::status)
                    .isEqualTo(List.of(500, 200, 500, 200, 500, 200));
            node.awaitQuiet();
        }
    }
}
