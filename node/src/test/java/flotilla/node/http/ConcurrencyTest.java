package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.RawClient;
import flotilla.node.Received;
import flotilla.node.TestNode;
import flotilla.node.TestNode.Ended;
import flotilla.node.health.HealthPolicy;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.ConcurrencyPolicy;
import flotilla.node.resilience.RequestPriority;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void closeClients() {
        clients.forEach(RawClient::close);
    }

    private static UpstreamPolicy limited(int permits, int places, Duration patience) {
        return TestNode.policy()
                .withConcurrency(ConcurrencyPolicy.of(String.valueOf(permits)).withQueue(places, patience));
    }

    /** A route for each priority, {@code /high} and so on, all to one upstream. */
    private static TestNode start(UpstreamPolicy policy, FakeEndpoint endpoint) {
        var routes = Stream.of(RequestPriority.values())
                .map(priority -> {
                    var path = "/" + priority.name().toLowerCase(Locale.ROOT);
                    return new Route(path, new RouteMatch("*", path), "app", Route.UNLIMITED).withPriority(priority);
                })
                .toList();
        return TestNode.start(
                policy,
                listener -> listener,
                NodeLimits.DEFAULT,
                routes,
                URI.create("fixed:" + endpoint.endpoint().authority()));
    }

    private static ConcurrencyLimit limit(TestNode node) {
        return node.node().view().upstreams().getFirst().concurrency().orElseThrow();
    }

    private RawClient ask(TestNode node, String target) throws IOException {
        var client = node.client();
        clients.add(client);
        return client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    /** Asks, and returns once it is one of so many that wait. */
    private RawClient queue(TestNode node, String target, int waiting) throws IOException {
        var client = ask(node, target);
        TestNode.await(() -> limit(node).waiting() == waiting);
        return client;
    }

    private static void assertQuiet(TestNode node) {
        node.awaitQuiet();
        TestNode.await(() -> limit(node).inFlight() == 0 && limit(node).waiting() == 0);
    }

    @Test
    void noMoreThanTheLimitAreInFlightAndTheOthersFollow() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = start(limited(2, 10, LONG), endpoint)) {
            var asking = new ArrayList<RawClient>();
            for (int i = 0; i < 5; i++) {
                asking.add(ask(node, "/normal/" + i));
            }
            TestNode.await(() -> limit(node).waiting() == 3);
            endpoint.awaitRequests(2);
            assertThat(endpoint.requests()).isEqualTo(2);
            assertThat(limit(node).inFlight()).isEqualTo(2);

            endpoint.release();

            for (var client : asking) {
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            }
            assertQuiet(node);
        }
    }

    @Test
    void thoseOfHigherPriorityGoFirst() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = start(limited(1, 10, LONG), endpoint)) {
            var first = ask(node, "/low/first");
            endpoint.awaitRequests(1);
            var targets = List.of("/low/1", "/normal/1", "/low/2", "/high/1", "/normal/2");
            for (int i = 0; i < targets.size(); i++) {
                queue(node, targets.get(i), i + 1);
            }

            endpoint.release();
            assertThat(first.readAnswer()).startsWith("HTTP/1.1 200 ");
            endpoint.awaitRequests(6);

            assertThat(endpoint.received())
                    .extracting(Received::target)
                    .containsExactly("/low/first", "/high/1", "/normal/1", "/normal/2", "/low/1", "/low/2");
            assertQuiet(node);
        }
    }

    @Test
    void whoWaitsForTooLongIsToldThatTheUpstreamIsBusy() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = start(limited(1, 10, SHORT), endpoint)) {
            var first = ask(node, "/normal/1");
            endpoint.awaitRequests(1);

            var answer = queue(node, "/low/2", 1).readAnswer();

            assertThat(answer).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: 1\r\n");
            assertThat(answer).contains("error=connection_limit_reached").contains("upstream_busy");
            endpoint.release();
            assertThat(first.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(node.ended(2)).extracting(Ended::reason).containsExactlyInAnyOrder("upstream_busy", "");
            assertThat(limit(node).shed(RequestPriority.LOW)).isOne();
            assertThat(endpoint.requests()).isOne();
            assertQuiet(node);
        }
    }

    /** No endpoint has let it down, so it is not 504. */
    @Test
    void aDeadlineThatPassesInTheQueueIsABusyUpstream() throws Exception {
        var timeouts = new Timeouts(LONG, LONG, LONG, LONG, SHORT);
        var policy = TestNode.policy(timeouts)
                .withConcurrency(ConcurrencyPolicy.of("1").withQueue(10, LONG));
        try (var endpoint = FakeEndpoint.start();
                var node = start(policy, endpoint)) {
            assertThat(limit(node).tryAcquire()).isTrue();

            assertThat(queue(node, "/normal/1", 1).readAnswer())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("upstream_busy");

            limit(node).release();
            assertThat(ask(node, "/normal/2").readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(endpoint.requests()).isOne();
            assertQuiet(node);
        }
    }

    @Test
    void aFullQueueShedsTheLeastImportant() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = start(limited(1, 1, LONG), endpoint)) {
            var first = ask(node, "/low/1");
            endpoint.awaitRequests(1);
            var low = queue(node, "/low/2", 1);
            assertThat(ask(node, "/low/3").readAnswer())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("upstream_busy");

            var high = ask(node, "/high/1");

            assertThat(low.readAnswer()).startsWith("HTTP/1.1 503 ").contains("upstream_busy");
            endpoint.release();
            assertThat(first.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(high.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(limit(node).shed(RequestPriority.LOW)).isEqualTo(2);
            assertThat(limit(node).shed(RequestPriority.HIGH)).isZero();
            assertQuiet(node);
        }
    }

    @Test
    void aClientThatLeavesFreesItsPlace() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = start(limited(1, 1, LONG), endpoint)) {
            var first = ask(node, "/normal/1");
            endpoint.awaitRequests(1);

            queue(node, "/normal/2", 1).close();
            TestNode.await(() -> limit(node).waiting() == 0);
            var third = queue(node, "/normal/3", 1);
            first.close();
            endpoint.awaitRequests(2);

            endpoint.release();
            assertThat(third.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(endpoint.received()).extracting(Received::target).containsExactly("/normal/1", "/normal/3");
            assertThat(node.ended(3))
                    .extracting(Ended::reason)
                    .containsOnlyOnce("")
                    .contains("client_gone");
            assertThat(limit(node).shed(RequestPriority.NORMAL))
                    .as("nobody was shed")
                    .isZero();
            assertQuiet(node);
        }
    }

    /** A connection whose waiting request was given up has another one: it is not taken for the first. */
    @Test
    void theNextRequestOfAConnectionHasAWaitOfItsOwn() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = start(limited(1, 10, SHORT), endpoint)) {
            var first = ask(node, "/normal/1");
            endpoint.awaitRequests(1);
            var second = queue(node, "/normal/2", 1);
            assertThat(second.readAnswer()).startsWith("HTTP/1.1 503 ");

            second.send("GET /normal/3 HTTP/1.1\r\nHost: a\r\n\r\n");
            endpoint.release();

            assertThat(first.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(second.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertQuiet(node);
        }
    }

    /** Checks use connections of their own: neither the limit nor the pool of an endpoint holds them back. */
    @Test
    void healthChecksGoBeforeAllRequests() throws Exception {
        var checks = new HealthPolicy(
                Duration.ofMillis(50), 0, Duration.ofMillis(100), 1, 1000, "/health", "", "200", "", 0);
        var base = TestNode.policy(checks);
        var pool = new PoolPolicy(1, 10, LONG, LONG, Duration.ZERO);
        var policy = new UpstreamPolicy(base.balance(), base.health(), pool, base.timeouts(), base.host())
                .withConcurrency(ConcurrencyPolicy.of("2").withQueue(10, LONG));
        try (var endpoint = FakeEndpoint.start().hold();
                var node = start(policy, endpoint)) {
            ask(node, "/high/1");
            ask(node, "/high/2");
            TestNode.await(() -> limit(node).inFlight() == 2);
            queue(node, "/high/3", 1);
            long before = checksOf(endpoint);

            TestNode.await(() -> checksOf(endpoint) >= before + 3);

            assertThat(limit(node).waiting()).isOne();
            endpoint.release();
        }
    }

    private static long checksOf(FakeEndpoint endpoint) {
        return endpoint.received().stream()
                .filter(request -> request.target().equals("/health"))
                .count();
    }
}
