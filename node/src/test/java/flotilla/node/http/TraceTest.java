package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.SeenSpans;
import flotilla.node.SeenSpans.Seen;
import flotilla.node.TestNode;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.resilience.HedgePolicy;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.RatePolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.telemetry.Tracing;
import flotilla.node.telemetry.Visibility;
import flotilla.node.telemetry.Visibility.AccessLogging;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String RECORDED = "00-" + TRACE + "-" + PARENT + "-01";
    private static final String UNRECORDED = "00-" + TRACE + "-" + PARENT + "-00";
    private static final String STATE = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7";
    private static final long SEED = 4711;

    private final SeenSpans spans = new SeenSpans(1, SEED);

    private static TestNode node(
            Tracing tracing, UpstreamPolicy policy, List<Route> routes, FakeEndpoint... endpoints) {
        var source = Stream.of(endpoints)
                .map(endpoint -> "127.0.0.1:" + endpoint.port())
                .collect(Collectors.joining(",", "fixed:", ""));
        return TestNode.of(
                new NodeConfig(
                        2,
                        Map.of("web", ListenerPolicy.DEFAULT.withBind("127.0.0.1:0")),
                        Map.of("app", new UpstreamConfig(List.of(URI.create(source)), policy)),
                        routes,
                        List.of(),
                        UpstreamPolicy.DEFAULT,
                        NodeLimits.DEFAULT),
                tracing);
    }

    private static TestNode node(Tracing tracing, FakeEndpoint... endpoints) {
        return node(tracing, TestNode.policy(), List.of(route()), endpoints);
    }

    private static Route route() {
        return new Route("all", RouteMatch.any(), "app", Route.UNLIMITED);
    }

    private static String get(String... fields) {
        return "GET / HTTP/1.1\r\nHost: h\r\n"
                + Stream.of(fields).map(field -> field + "\r\n").collect(Collectors.joining()) + "\r\n";
    }

    private static void ask(TestNode node, String request) throws IOException {
        try (var client = node.client()) {
            client.send(request).readAnswer();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RECORDED, UNRECORDED, "anything"})
    void withoutTracesAClientsFieldsPassAsTheyAre(String traceparent) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(Tracing.OFF, endpoint)) {
            ask(node, get("Traceparent: " + traceparent, "tracestate: " + STATE));

            assertThat(endpoint.last().header("traceparent")).contains(traceparent);
            assertThat(endpoint.last().header("tracestate")).contains(STATE);
            ask(node, get());
            assertThat(endpoint.last().header("traceparent")).isEmpty();
        }
    }

    @Test
    void aClientsTraceGoesOnAndTheEndpointsParentIsTheTry() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(spans, endpoint)) {
            ask(node, get("traceparent: " + RECORDED, "tracestate: " + STATE));

            var seen = spans.ofRequests(1);
            assertThat(seen).hasSize(2);
            var attempt = seen.getFirst();
            var request = seen.getLast();
            assertThat(request.parent()).isEqualTo(PARENT);
            assertThat(request.status()).isEqualTo(200);
            assertThat(attempt.parent()).isEqualTo(request.span());
            assertThat(attempt.number()).isEqualTo(1);
            assertThat(attempt.port()).isEqualTo(endpoint.port());
            assertThat(attempt.givenUp()).isFalse();
            assertThat(seen).allMatch(span -> span.trace().equals(TRACE));
            assertThat(endpoint.last().header("traceparent")).contains(attempt.traceparent("01"));
            assertThat(endpoint.last().header("tracestate")).contains(STATE);
            assertThat(attempt.startNanos() + attempt.durationNanos()).isBetween(0L, request.durationNanos());
        }
    }

    @Test
    void whatAClientDoesNotRecordIsNotRecordedHereAndPassesAsItIs() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(spans, endpoint)) {
            ask(node, get("traceparent: " + UNRECORDED, "tracestate: " + STATE));

            assertThat(endpoint.last().header("traceparent")).contains(UNRECORDED);
            assertThat(endpoint.last().header("tracestate")).contains(STATE);
            ask(node, get("traceparent: " + RECORDED));
            assertThat(spans.ofRequests(1))
                    .hasSize(2)
                    .allMatch(span -> span.parent().equals(PARENT) || span.number() > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00-" + TRACE + "-0000000000000000-01", "00-" + TRACE + "-" + PARENT + "-01x", "x"})
    void anInvalidTraceIsBegunAnewWithoutItsState(String traceparent) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(spans, endpoint)) {
            ask(node, get("traceparent: " + traceparent, "tracestate: " + STATE));

            var seen = spans.ofRequests(1);
            assertThat(seen).noneMatch(span -> span.trace().equals(TRACE));
            assertThat(seen.getLast().parent()).isEqualTo("0000000000000000");
            assertThat(endpoint.last().header("traceparent"))
                    .contains(seen.getFirst().traceparent("03"));
            assertThat(endpoint.last().header("tracestate")).isEmpty();
        }
    }

    @Test
    void twoTracesAreNone() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(spans, endpoint)) {
            ask(node, get("traceparent: " + RECORDED, "TRACEPARENT: " + RECORDED));

            assertThat(spans.ofRequests(1)).noneMatch(span -> span.trace().equals(TRACE));
        }
    }

    @ParameterizedTest
    @CsvSource({"31, true", "32, true", "33, false"})
    void aStateOfMoreMembersThanAllowedIsDropped(int members, boolean kept) throws IOException {
        var state = Stream.iterate(0, i -> i + 1)
                .limit(members)
                .map(i -> "k" + i + "=v")
                .collect(Collectors.joining(","));
        try (var endpoint = FakeEndpoint.start();
                var node = node(spans, endpoint)) {
            ask(node, get("traceparent: " + RECORDED, "tracestate: " + state));

            assertThat(endpoint.last().header("tracestate").isPresent()).isEqualTo(kept);
            assertThat(endpoint.last().header("traceparent"))
                    .hasValueSatisfying(value -> assertThat(value).contains(TRACE));
        }
    }

    @Test
    void aTraceThatIsNotDrawnIsBegunAllTheSameAndNotRecordedByAnybody() throws IOException {
        var none = new SeenSpans(0, SEED);
        try (var endpoint = FakeEndpoint.start();
                var node = node(none, endpoint)) {
            ask(node, get());
            ask(node, get("traceparent: " + RECORDED));

            assertThat(endpoint.received().getFirst().header("traceparent"))
                    .hasValueSatisfying(value -> assertThat(value).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-02"));
            assertThat(none.ofRequests(1))
                    .hasSize(2)
                    .allMatch(span -> span.trace().equals(TRACE));
        }
    }

    @Test
    void eachRetryHasASpanOfItsOwnBelowTheRequest() throws IOException {
        var retry = RetryPolicy.DEFAULT.withBackoff(Duration.ofMillis(1), Duration.ofMillis(1));
        try (var broken = FakeEndpoint.start().resetOnRequest();
                var well = FakeEndpoint.start();
                var node = node(spans, TestNode.policy().withRetry(retry), List.of(route()), broken, well)) {
            ask(node, get());
            ask(node, get());

            // Of two requests in turn one at least meets the broken endpoint first.
            var tries = triesOf(spans.ofRequests(2), 2);
            assertThat(tries).extracting(Seen::number).containsExactly(1, 2);
            assertThat(tries).extracting(Seen::reason).containsExactly("closed_early", "");
            assertThat(tries).extracting(Seen::port).containsExactly(broken.port(), well.port());
            assertThat(tries).extracting(Seen::span).doesNotHaveDuplicates();
            assertThat(told(broken)).contains(tries.getFirst().traceparent("03"));
            assertThat(told(well)).contains(tries.getLast().traceparent("03"));
        }
    }

    @Test
    void bothTriesOfAHedgeHaveSpansAndTheLosersIsGivenUp() throws IOException {
        var retry = RetryPolicy.DEFAULT.withHedge(new HedgePolicy(0, Duration.ofMillis(50)));
        try (var slow = FakeEndpoint.start().hold();
                var quick = FakeEndpoint.start();
                var node = node(spans, TestNode.policy().withRetry(retry), List.of(route()), slow, quick)) {
            ask(node, get());
            ask(node, get());

            var tries = triesOf(spans.ofRequests(2), 2);
            assertThat(tries)
                    .filteredOn(Seen::givenUp)
                    .singleElement()
                    .satisfies(loser -> assertThat(loser.port()).isEqualTo(slow.port()));
            assertThat(tries)
                    .filteredOn(span -> !span.givenUp())
                    .singleElement()
                    .satisfies(winner -> {
                        assertThat(winner.port()).isEqualTo(quick.port());
                        assertThat(winner.status()).isEqualTo(200);
                        assertThat(told(quick)).contains(winner.traceparent("03"));
                    });
            assertThat(tries).extracting(Seen::number).containsExactlyInAnyOrder(1, 2);
            slow.release();
        }
    }

    private static List<String> told(FakeEndpoint endpoint) {
        return endpoint.received().stream()
                .flatMap(request -> request.header("traceparent").stream())
                .toList();
    }

    /** The tries of the first request that has so many. */
    private static List<Seen> triesOf(List<Seen> seen, int count) {
        return seen.stream()
                .filter(span -> span.number() == 0)
                .map(request -> seen.stream()
                        .filter(span -> span.number() > 0 && span.parent().equals(request.span()))
                        .toList())
                .filter(tries -> tries.size() == count)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no request with " + count + " tries in " + seen));
    }

    @Test
    void whatIsRefusedAnywhereOnItsWayHasASpanWithTheReason() throws IOException {
        var limited = new Route("limited", new RouteMatch("*", "/limited"), "app", Route.UNLIMITED)
                .withRate(RatePolicy.of("1/h"));
        var app = new Route("app", new RouteMatch("*", "/app"), "app", Route.UNLIMITED);
        try (var dead = FakeEndpoint.start().refuse();
                var node = node(
                        spans,
                        TestNode.policy().withRetry(RetryPolicy.DEFAULT.withAttempts(1)),
                        List.of(limited, app),
                        dead)) {
            ask(node, "GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n");
            ask(node, "GET /app HTTP/1.1\r\nHost: h\r\n\r\n");
            ask(node, "GET /app HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n");
            ask(node, "GET /limited HTTP/1.1\r\nHost: h\r\n\r\n");
            ask(node, "GET /limited HTTP/1.1\r\nHost: h\r\n\r\n");

            var requests = spans.ofRequests(5).stream()
                    .filter(span -> span.number() == 0)
                    .map(span -> span.status() + " " + span.reason())
                    .toList();
            assertThat(requests)
                    .containsExactlyInAnyOrder(
                            "404 no_route",
                            "502 connect_refused",
                            "400 bad_request",
                            "502 connect_refused",
                            "429 route_rate");
        }
    }

    /** Shares are of the trace's ids, so within five standard deviations, sqrt(n p (1 - p)); a route may have its own. */
    @Test
    void theShareThatIsRecordedIsTheOneAskedFor() throws IOException {
        int requests = 1000;
        var quarter = new SeenSpans(0.25, SEED);
        var half = new Route("half", new RouteMatch("*", "/half"), "app", Route.UNLIMITED)
                .withVisibility(new Visibility(AccessLogging.SAMPLE, 0.5));
        try (var endpoint = FakeEndpoint.start();
                var node = node(quarter, TestNode.policy(), List.of(route(), half), endpoint);
                var client = node.client()) {
            for (int i = 0; i < requests; i++) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readAnswer();
                client.send("GET /half HTTP/1.1\r\nHost: h\r\n\r\n").readAnswer();
            }
            long recorded = told(endpoint).stream()
                    .filter(value -> value.endsWith("-03"))
                    .count();

            var targets = new ArrayList<>(quarter.ofRequests((int) recorded));
            targets.removeIf(span -> span.number() > 0);
            long ofAll =
                    targets.stream().filter(span -> span.target().equals("/")).count();
            long ofHalf = targets.size() - ofAll;
            assertThat((double) ofAll).as("seed %d", SEED).isBetween(250 - 5 * 13.7, 250 + 5 * 13.7);
            assertThat((double) ofHalf).as("seed %d", SEED).isBetween(500 - 5 * 15.9, 500 + 5 * 15.9);
            assertThat(recorded).isEqualTo(targets.size());
            assertThat(told(endpoint)).allSatisfy(value -> {
                // OpenTelemetry's consistent sampling takes the greatest of 56 bits, so that others who sample less
                // take some of ours.
                double random = Long.parseLong(value.substring(21, 35), 16) / (double) (1L << 56);
                assertThat(random).isBetween(value.endsWith("-03") ? 0.5 : 0.0, value.endsWith("-03") ? 1.0 : 0.75);
            });
        }
    }
}
