package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.RawClient;
import flotilla.node.TestFleet;
import flotilla.node.TestNode;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.resilience.HedgePolicy;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that ask for their story, over real sockets. */
class ExplainTest {

    private static final String ASKING = "GET / HTTP/1.1\r\nHost: h\r\nx-flotilla-EXPLAIN: 1\r\n";
    private static final String FIELD = "X-Flotilla-Explain-";
    private static final String MS = "\\d+\\.\\d{3}";

    private static ListenerPolicy toLoopback(ListenerPolicy listener) {
        return listener.withExplainTo(List.of("127.0.0.0/8"));
    }

    private static TestNode node(UpstreamPolicy policy, FakeEndpoint... endpoints) {
        return TestNode.start(policy, ExplainTest::toLoopback, NodeLimits.DEFAULT, Route.UNLIMITED, endpoints);
    }

    private static UpstreamPolicy quick(UpstreamPolicy policy) {
        return policy.withRetry(RetryPolicy.DEFAULT.withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)));
    }

    private static String ask(RawClient client) throws IOException {
        return client.send(ASKING + "\r\n").readAnswer();
    }

    private static List<String> story(String answer) {
        return answer.lines().filter(line -> line.startsWith(FIELD)).toList();
    }

    @Test
    void anAnswerSaysWhereItCameFromAndHow() throws IOException {
        try (var endpoint = FakeEndpoint.start().header("X-Theirs", "yes");
                var node = node(TestNode.policy(), endpoint);
                var client = node.client()) {
            var answer = ask(client);

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\r\nX-Theirs: yes\r\n")
                    .endsWith("\r\n\r\nok");
            assertThat(story(answer)).hasSize(2);
            assertThat(story(answer).get(0))
                    .isEqualTo(FIELD
                            + "Route: \"all\"; upstream=\"app\"; algorithm=\"round_robin\"; rotation=1; listed=1");
            assertThat(story(answer).get(1))
                    .matches(FIELD + "Attempt: \"127.0.0.1:" + endpoint.port() + "\"; by=\"round_robin\"; ms=" + MS
                            + "; outcome=200");
            assertThat(endpoint.last().header("X-Flotilla-Explain")).isEmpty();
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readAnswer())
                    .as("the next on the connection, which does not ask")
                    .doesNotContain(FIELD);
        }
    }

    @Test
    void aRetryIsPartOfTheStory() throws IOException {
        try (var bad = FakeEndpoint.start().status(503);
                var good = FakeEndpoint.start();
                var node = node(
                        TestNode.policy()
                                .withRetry(RetryPolicy.DEFAULT
                                        .withBackoff(Duration.ofMillis(1), Duration.ofMillis(1))
                                        .withStatuses(503)),
                        bad,
                        good);
                var client = node.client()) {
            // In turn each of the two is the first to be asked.
            var answers = List.of(ask(client), ask(client));

            assertThat(answers).allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 200 "));
            assertThat(answers)
                    .anySatisfy(answer -> assertThat(story(answer))
                            .satisfiesExactly(
                                    route -> assertThat(route).contains("rotation=2"),
                                    first -> assertThat(first)
                                            .matches(FIELD + "Attempt: \"127.0.0.1:" + bad.port() + "\"; .*; ms=" + MS
                                                    + "; outcome=503; then=retry; after_ms=" + MS),
                                    second -> assertThat(second)
                                            .matches(FIELD + "Attempt: \"127.0.0.1:" + good.port()
                                                    + "\"; .*; outcome=200")));
        }
    }

    @Test
    void ofTwoTriesAtOneTimeEachHasItsOwnOutcome() throws IOException {
        var hedge = new HedgePolicy(0, Duration.ofMillis(20));
        try (var slow = FakeEndpoint.start().hold();
                var good = FakeEndpoint.start();
                var node = node(TestNode.policy().withRetry(RetryPolicy.DEFAULT.withHedge(hedge)), slow, good);
                var client = node.client()) {
            // In turn each of the two is the first to be asked.
            var answers = List.of(ask(client), ask(client));

            assertThat(answers)
                    .anySatisfy(answer -> assertThat(story(answer))
                            .satisfiesExactly(
                                    route -> assertThat(route).contains("rotation=2"),
                                    first -> assertThat(first)
                                            .matches(FIELD + "Attempt: \"127.0.0.1:" + slow.port() + "\"; .*; ms=" + MS
                                                    + "; outcome=outrun"),
                                    second -> assertThat(second)
                                            .matches(FIELD + "Attempt: \"127.0.0.1:" + good.port()
                                                    + "\"; .*; outcome=200")));
            slow.release();
        }
    }

    @Test
    void aFailureHasItsStoryToo() throws IOException {
        try (var one = FakeEndpoint.start().refuse();
                var other = FakeEndpoint.start().refuse();
                var node = node(quick(TestNode.policy()), one, other);
                var client = node.client()) {
            var answer = ask(client);

            assertThat(answer).startsWith("HTTP/1.1 502 ").endsWith(": connect_refused\n");
            assertThat(story(answer)).hasSize(3);
            assertThat(story(answer).get(1))
                    .contains("; outcome=connect_refused; sent=nothing; detail=\"")
                    .contains("; then=retry; after_ms=0.000");
            assertThat(story(answer).get(2))
                    .contains("; outcome=connect_refused;", "; then=give_up; because=nobody_else");
        }
    }

    @Test
    void whatDidNotReachARouteSaysSo() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(TestNode.policy(), endpoint);
                var client = node.client()) {
            var answer = client.send(ASKING.replace("GET", "TRACE") + "\r\n").readAnswer();

            assertThat(answer).startsWith("HTTP/1.1 501 ");
            assertThat(story(answer)).containsExactly(FIELD + "Route: ?0");
        }
    }

    @Test
    void aTryThatTheDeadlineEndsIsCalledAfterIt() throws IOException {
        var timeouts = new Timeouts(
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofMillis(200));
        try (var endpoint = FakeEndpoint.start().staySilent();
                var node = node(TestNode.policy(timeouts), endpoint);
                var client = node.client()) {
            var answer = ask(client);

            assertThat(answer).startsWith("HTTP/1.1 504 ");
            assertThat(story(answer).get(1)).endsWith("; outcome=deadline");
        }
    }

    @Test
    void whoIsNotInTheRotationIsNamedWithTheReason() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(),
                        ExplainTest::toLoopback,
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        URI.create("fixed:127.0.0.1:" + endpoint.port()
                                + ",127.0.0.1:1;weight=0,127.0.0.1:2;priority=1"));
                var client = node.client()) {
            assertThat(story(ask(client)))
                    .anySatisfy(line -> assertThat(line).contains("rotation=1; listed=3"))
                    .contains(
                            FIELD + "Left-Out: \"127.0.0.1:1\"; why=weight_0",
                            FIELD + "Left-Out: \"127.0.0.1:2\"; why=standby");
        }
    }

    @Test
    void nobodyIsToldByDefault() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            assertThat(ask(client)).startsWith("HTTP/1.1 200 ").doesNotContain(FIELD);
            assertThat(endpoint.last().header("X-Flotilla-Explain"))
                    .as("goes no further all the same")
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "true", "11", "1, 1"})
    void onlyAOneAsks(String value) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(TestNode.policy(), endpoint);
                var client = node.client()) {
            var request = ASKING.replace(": 1\r\n", ": " + value + "\r\n") + "\r\n";
            assertThat(client.send(request).readAnswer()).doesNotContain(FIELD);
            assertThat(endpoint.last().header("X-Flotilla-Explain")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Real-IP: 127.0.0.1"})
    void whoComesThroughAProxyThatNobodyTrustsIsNotTold(String line) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(TestNode.policy(), endpoint);
                var client = node.client()) {
            assertThat(client.send(ASKING + line + "\r\n\r\n").readAnswer())
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContain(FIELD);
        }
    }

    @Test
    void behindATrustedProxyTheClientCountsAndNotTheProxy() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(),
                        listener -> listener.withTrustedProxies(List.of("127.0.0.0/8"))
                                .withExplainTo(List.of("192.0.2.0/24")),
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        endpoint);
                var proxy = node.client()) {
            var from = ASKING + "X-Forwarded-For: ";

            assertThat(proxy.send(from + "192.0.2.7\r\n\r\n").readAnswer()).contains(FIELD);
            assertThat(proxy.send(from + "192.0.2.7, 203.0.113.1\r\n\r\n").readAnswer())
                    .as("what it wrote itself, before the proxy did")
                    .doesNotContain(FIELD);
            assertThat(ask(proxy)).as("the proxy itself").doesNotContain(FIELD);
        }
    }

    @Test
    void aFleetsNodeSaysWhoItIsAndHowOldItsViewOfTheOthersIs() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var fleet = new TestFleet(TestNode.policy(), List.of("a", "b", "c"), endpoint)) {
            fleet.awaitTogether();
            try (var client = fleet.client(fleet.nodes().getFirst())) {
                assertThat(story(ask(client)))
                        .contains(FIELD + "Node: \"a\"")
                        .anySatisfy(line -> assertThat(line)
                                .matches(FIELD + "Peers: \"b\"; age_ms=" + MS + ", \"c\"; age_ms=" + MS));
            }
        }
    }
}
