package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeView.EndpointView;
import flotilla.node.TestNode;
import flotilla.node.health.HealthPolicy;
import flotilla.node.resilience.Breaker;
import flotilla.node.resilience.Breaker.State;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.resilience.BreakerPolicy.HalfOpen;
import flotilla.node.route.Route;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients see of breakers, over real sockets. */
class BreakingTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    private static UpstreamPolicy policy(Duration open, int halfOpenCalls) {
        return TestNode.policy()
                .withBreaker(BreakerPolicy.DEFAULT
                        .withWindow(Duration.ofSeconds(60), 10)
                        .withOpen(open, open)
                        .withHalfOpen(halfOpenCalls, HalfOpen.TRAFFIC));
    }

    private static EndpointView sick(TestNode node) {
        return node.node().view().upstreams().getFirst().endpoints().getFirst();
    }

    private static Breaker breaker(TestNode node) {
        return sick(node).breaker().orElseThrow();
    }

    private static String status(TestNode node) throws IOException {
        try (var client = node.client()) {
            return client.send(GET).readAnswer().substring(9, 12);
        }
    }

    private static String story(TestNode node) throws IOException {
        try (var client = node.client()) {
            return client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Flotilla-Explain: 1\r\n\r\n")
                    .readAnswer();
        }
    }

    /** Every other answer of the sick one is a 500, until its breaker opens. */
    private static void failByHalves(TestNode node, FakeEndpoint sick) throws IOException {
        for (int i = 0; i < 100 && breaker(node).state() == State.CLOSED; i++) {
            sick.status(sick.requests() % 2 == 0 ? 500 : 200);
            status(node);
        }
        assertThat(breaker(node).state()).isNotEqualTo(State.CLOSED);
    }

    @Test
    void whoFailsHalfOfItsRequestsLeavesAndClientsSeeNoMoreOfIt() throws Exception {
        try (var sick = FakeEndpoint.start();
                var well = FakeEndpoint.start();
                var node = TestNode.before(policy(LONG, 3), sick, well)) {
            failByHalves(node, sick);
            TestNode.await(() -> sick(node).weight() == 0);
            int before = sick.requests();
            assertThat(before).isBetween(10, 12);
            sick.status(500);

            for (int i = 0; i < 20; i++) {
                assertThat(status(node)).isEqualTo("200");
            }

            assertThat(sick.requests()).isEqualTo(before);
            assertThat(sick(node).verdict().reason()).contains(" failed in 60 s");
        }
    }

    @Test
    void whoIsWellAgainComesBack() throws Exception {
        try (var sick = FakeEndpoint.start();
                var well = FakeEndpoint.start();
                var node = TestNode.before(policy(SHORT, 3), sick, well)) {
            failByHalves(node, sick);
            sick.status(200);
            int before = sick.requests();

            for (int i = 0; i < 10_000 && breaker(node).state() != State.CLOSED; i++) {
                assertThat(status(node)).isEqualTo("200");
            }

            assertThat(breaker(node).state()).isEqualTo(State.CLOSED);
            assertThat(sick.requests()).isGreaterThanOrEqualTo(before + 3);
            assertThat(sick(node).weight()).isEqualTo(1);
        }
    }

    /** They were sent before the endpoint had been out and had come back. */
    @Test
    void whatFailsOfAnEarlierTimeDoesNotOpenItAgain() throws Exception {
        var health = new HealthPolicy(Duration.ZERO, 0, Duration.ofSeconds(1), 1, 1, "", "", "200", "", 2);
        var policy = TestNode.policy(health).withBreaker(policy(SHORT, 1).breaker());
        try (var sick = FakeEndpoint.start().staySilent();
                var node = TestNode.before(policy, sick);
                var one = node.client();
                var other = node.client();
                var third = node.client()) {
            for (var client : List.of(one, other, third)) {
                client.send(GET);
            }
            sick.awaitRequests(3);
            breaker(node).trip("by hand", 1000, System.nanoTime());
            sick.answer();
            TestNode.await(() -> breaker(node).openLeft(System.nanoTime()) == 0);
            assertThat(status(node)).isEqualTo("200");
            TestNode.await(() -> breaker(node).state() == State.CLOSED);

            sick.dropConnections();

            assertThat(List.of(one.readAnswer(), other.readAnswer(), third.readAnswer()))
                    .allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 502"));
            node.awaitQuiet();
            assertThat(breaker(node).state()).isEqualTo(State.CLOSED);
        }
    }

    @Test
    void whoIsRefusedGoesElsewhereWithoutAnAttemptOrARetry() throws Exception {
        try (var sick = FakeEndpoint.start();
                var well = FakeEndpoint.start();
                var node = TestNode.start(
                        policy(SHORT, 1),
                        listener -> listener.withExplainTo(List.of("127.0.0.0/8")),
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        sick,
                        well);
                var one = node.client();
                var other = node.client()) {
            breaker(node).trip("by hand", 1000, System.nanoTime());
            TestNode.await(() -> sick(node).weight() == 0);
            TestNode.await(() -> sick(node).weight() > 0);
            sick.hold();
            one.send(GET);
            other.send(GET);
            sick.awaitRequests(1);

            for (int i = 0; i < 10; i++) {
                assertThat(status(node)).isEqualTo("200");
            }
            assertThat(List.of(story(node), story(node)))
                    .anySatisfy(story -> assertThat(story)
                            .contains("X-Flotilla-Explain-Left-Out: \"127.0.0.1:" + sick.port() + "\"; why=breaker"));

            assertThat(sick.requests()).isEqualTo(1);
            assertThat(well.requests()).isEqualTo(13);
            assertThat(node.ended(13)).allMatch(ended -> ended.attempts() == 1);
            assertThat(node.node().view().upstreams().getFirst().retries().retries())
                    .isZero();
            sick.release();
            assertThat(one.readAnswer()).startsWith("HTTP/1.1 200");
            assertThat(other.readAnswer()).startsWith("HTTP/1.1 200");
            TestNode.await(() -> breaker(node).state() == State.CLOSED);
        }
    }

    @Test
    void whereEverybodyRefusesTheRequestIsTriedAllTheSame() throws IOException {
        try (var one = FakeEndpoint.start();
                var other = FakeEndpoint.start();
                var node = TestNode.before(policy(LONG, 3), one, other)) {
            node.node()
                    .view()
                    .upstreams()
                    .getFirst()
                    .endpoints()
                    .forEach(endpoint -> endpoint.breaker().orElseThrow().trip("by hand", 1000, System.nanoTime()));

            for (int i = 0; i < 10; i++) {
                assertThat(status(node)).isEqualTo("200");
            }
            assertThat(one.requests() + other.requests()).isEqualTo(10);
            assertThat(breaker(node).state()).isEqualTo(State.OPEN);
        }
    }

    @Test
    void aClientThatLeavesGivesItsPermitBack() throws Exception {
        try (var sick = FakeEndpoint.start();
                var node = TestNode.before(policy(SHORT, 1), sick)) {
            breaker(node).trip("by hand", 1000, System.nanoTime());
            TestNode.await(() -> breaker(node).openLeft(System.nanoTime()) == 0);
            sick.hold();

            for (int i = 1; i <= 5; i++) {
                try (var client = node.client()) {
                    client.send(GET);
                    sick.awaitRequests(i);
                }
                node.awaitQuiet();
                assertThat(breaker(node).state()).isEqualTo(State.HALF_OPEN);
            }
            long permit = breaker(node).admit(System.nanoTime());
            assertThat(permit).as("the only one").isNotEqualTo(Breaker.REFUSED);
            assertThat(breaker(node).admit(System.nanoTime())).isEqualTo(Breaker.REFUSED);
            sick.release();
        }
    }
}
