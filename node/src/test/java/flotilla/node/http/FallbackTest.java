package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.TestNode;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.ConcurrencyPolicy;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.RatePolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an upstream cannot serve goes to its fallback, once. */
class FallbackTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
    private static final String PUT = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
    private static final UpstreamPolicy FIRST = TestNode.policy().withFallback("spare");

    @Test
    void whatNobodyHasSeenGoesThereWhateverItsMethod() throws IOException {
        try (var first = FakeEndpoint.start();
                var spare = FakeEndpoint.start();
                var node = node(FIRST, TestNode.policy(), first, spare);
                var client = node.client()) {
            first.refuse();

            assertThat(client.send(POST).readAnswer()).startsWith("HTTP/1.1 200");

            assertThat(spare.last().body()).isEqualTo("abc");
            var ended = node.ended(1).getFirst();
            assertThat(ended.route()).isEqualTo("all");
            assertThat(ended.upstream()).isEqualTo("spare");
            assertThat(ended.endpoint()).isEqualTo("127.0.0.1:" + spare.port());
            assertThat(ended.attempts()).isEqualTo(2);
            assertThat(ended.reason()).isEmpty();
            assertThat(fallbacks(node)).isEqualTo(1);
        }
    }

    @Test
    void anUpstreamWithoutAnEndpointToChooseHasItsFallbackServe() throws IOException {
        try (var spare = FakeEndpoint.start();
                var node = node(FIRST, TestNode.policy(), "fixed:127.0.0.1:1;weight=0", spare);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200");
            assertThat(node.ended(1).getFirst().attempts()).isEqualTo(1);
        }
    }

    @Test
    void whereEveryBreakerRefusesTheFallbackServes() throws IOException {
        try (var first = FakeEndpoint.start();
                var spare = FakeEndpoint.start();
                var node = node(FIRST.withBreaker(BreakerPolicy.DEFAULT), TestNode.policy(), first, spare);
                var client = node.client()) {
            var app = node.node().view().upstreams().stream()
                    .filter(upstream -> upstream.name().equals("app"))
                    .findFirst()
                    .orElseThrow();
            app.endpoints().getFirst().breaker().orElseThrow().trip("by hand", 1000, System.nanoTime());

            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200");

            assertThat(first.requests()).isZero();
            assertThat(spare.requests()).isOne();
        }
    }

    /** Each has a limit of its own; the request waits for the second one's, and keeps nothing of the first one's. */
    @Test
    void theLimitOfRequestsInFlightIsThatOfTheUpstreamThatHasTheRequest() throws IOException {
        var one = ConcurrencyPolicy.of("1");
        try (var first = FakeEndpoint.start();
                var spare = FakeEndpoint.start();
                var node = node(FIRST.withConcurrency(one), TestNode.policy().withConcurrency(one), first, spare);
                var client = node.client()) {
            first.refuse();
            var ofFirst = limit(node, "app");
            var ofSpare = limit(node, "spare");
            assertThat(ofSpare.tryAcquire()).isTrue();

            client.send(GET);
            TestNode.await(() -> ofSpare.waiting() == 1);
            assertThat(ofFirst.inFlight()).isZero();
            ofSpare.release();

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
            TestNode.await(() -> ofFirst.inFlight() == 0 && ofSpare.inFlight() == 0);
        }
    }

    private static ConcurrencyLimit limit(TestNode node, String upstream) {
        return node.node().view().upstreams().stream()
                .filter(view -> view.name().equals(upstream))
                .findFirst()
                .flatMap(UpstreamView::concurrency)
                .orElseThrow();
    }

    @Test
    void aBodyIsKeptForItAlsoWhereThereAreNoRetries() throws IOException {
        var once = FIRST.withRetry(RetryPolicy.DEFAULT.withAttempts(1));
        try (var first = FakeEndpoint.start().closeOnRequest();
                var spare = FakeEndpoint.start();
                var node = node(once, TestNode.policy(), first, spare);
                var client = node.client()) {
            assertThat(client.send(PUT).readAnswer()).startsWith("HTTP/1.1 200");

            assertThat(first.requests()).isEqualTo(1);
            assertThat(spare.last().body()).isEqualTo("abc");
            node.awaitQuiet();
        }
    }

    @Test
    void whatAnEndpointMayHaveDoneIsNotDoneThereAgain() throws IOException {
        try (var first = FakeEndpoint.start().closeOnRequest();
                var spare = FakeEndpoint.start();
                var node = node(FIRST, TestNode.policy(), first, spare);
                var client = node.client()) {
            assertThat(client.send(POST).readAnswer()).startsWith("HTTP/1.1 502");

            assertThat(spare.requests()).isZero();
            assertThat(node.ended(1).getFirst().upstream()).isEqualTo("app");
            assertThat(fallbacks(node)).isZero();
        }
    }

    @Test
    void anAnswerIsNoFailure() throws IOException {
        try (var first = FakeEndpoint.start().status(503);
                var spare = FakeEndpoint.start();
                var node = node(FIRST, TestNode.policy(), first, spare);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 503");
            assertThat(spare.requests()).isZero();
        }
    }

    @Test
    void ifTheFallbackFailsTooTheClientHearsOfThatAndNothingGoesInCircles() throws IOException {
        try (var first = FakeEndpoint.start();
                var spare = FakeEndpoint.start();
                var node = node(FIRST, TestNode.policy().withFallback("app"), first, spare);
                var client = node.client()) {
            first.refuse();
            spare.refuse();

            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 502").contains("connect_refused");
            assertThat(node.ended(1).getFirst().attempts()).isEqualTo(2);
            assertThat(node.ended(1).getFirst().upstream()).isEqualTo("spare");
        }
    }

    @Test
    void aFallbackWhoseRateIsSpentIsLeftAlone() throws IOException {
        try (var first = FakeEndpoint.start();
                var spare = FakeEndpoint.start();
                var node = node(FIRST, TestNode.policy().withRate(RatePolicy.of("1/h")), first, spare);
                var client = node.client()) {
            first.refuse();

            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200");
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 502").contains("connect_refused");
            assertThat(spare.requests()).isEqualTo(1);
        }
    }

    private static long fallbacks(TestNode node) {
        return node.node().view().upstreams().stream()
                .filter(upstream -> upstream.name().equals("app"))
                .mapToLong(upstream -> upstream.retries().fallbacks())
                .sum();
    }

    private static TestNode node(UpstreamPolicy policy, UpstreamPolicy other, FakeEndpoint first, FakeEndpoint spare) {
        return node(policy, other, "fixed:127.0.0.1:" + first.port(), spare);
    }

    private static TestNode node(UpstreamPolicy policy, UpstreamPolicy other, String first, FakeEndpoint spare) {
        return TestNode.of(new NodeConfig(
                2,
                Map.of("web", ListenerPolicy.DEFAULT.withBind("127.0.0.1:0")),
                Map.of(
                        "app", new UpstreamConfig(List.of(URI.create(first)), policy),
                        "spare", new UpstreamConfig(List.of(URI.create("fixed:127.0.0.1:" + spare.port())), other)),
                List.of(new Route("all", RouteMatch.any(), "app", Route.UNLIMITED)),
                List.of(),
                UpstreamPolicy.DEFAULT,
                NodeLimits.DEFAULT));
    }
}
