package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.TestNode;
import flotilla.node.TestNode.Ended;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.health.HealthPolicy;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.resilience.BreakerPolicy.HalfOpen;
import flotilla.node.resilience.HedgePolicy;
import flotilla.node.resilience.Hedging;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of two endpoints in turn one is slow, so that of two requests one at least meets it first. */
class HedgeTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final int PAIR = 2;

    private static UpstreamPolicy hedged(UnaryOperator<RetryPolicy> change) {
        return TestNode.policy(new Timeouts(LONG, LONG, LONG, LONG, Duration.ZERO))
                .withRetry(change.apply(RetryPolicy.DEFAULT
                        .withBackoff(Duration.ofMillis(1), Duration.ofMillis(1))
                        .withHedge(new HedgePolicy(0, Duration.ofMillis(50)))));
    }

    private static Hedging hedging(TestNode node) {
        return node.node().view().upstreams().getFirst().retries().hedging();
    }

    @Test
    void whoMeetsTheSlowEndpointIsAnsweredByTheOther() throws IOException {
        try (var slow = FakeEndpoint.start().hold();
                var quick = FakeEndpoint.start().body("quick");
                var node = TestNode.before(hedged(retry -> retry), slow, quick);
                var client = node.client()) {
            for (int i = 0; i < PAIR; i++) {
                assertThat(client.send(GET).readAnswer())
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("quick");
            }

            var ended = node.ended(PAIR);
            long hedged = ended.stream().filter(e -> e.attempts() == 2).count();
            assertThat(hedged).isPositive();
            assertThat(ended).allSatisfy(e -> assertThat(e.endpoint()).isEqualTo("127.0.0.1:" + quick.port()));
            assertThat(hedging(node).made()).isEqualTo(hedged);
            assertThat(hedging(node).wins()).isEqualTo(hedged);
            node.awaitQuiet();
            // The loser's connection is closed: its answer would come for nobody.
            TestNode.await(() -> of(node, slow).connections() == 0);
            slow.release();
        }
    }

    private static LiveEndpoint of(TestNode node, FakeEndpoint endpoint) {
        return node.endpoints().stream()
                .filter(live -> live.endpoint().port() == endpoint.port())
                .findFirst()
                .orElseThrow();
    }

    /** A request that is hedged came later, and had to wait as long, so the one before it would have been by then. */
    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void whatHasABodyOrMayNotBeRepeatedIsSentOnce(String method) throws IOException {
        var request = method + " / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab";
        try (var one = FakeEndpoint.start().hold();
                var other = FakeEndpoint.start().hold();
                var node = TestNode.before(hedged(retry -> retry), one, other);
                var client = node.client();
                var later = node.client()) {
            client.send(request);
            TestNode.await(() -> one.requests() + other.requests() == 1);
            later.send(GET);
            TestNode.await(() -> one.requests() + other.requests() == 1 + PAIR);
            one.release();
            other.release();

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(later.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(node.ended(PAIR)).extracting(Ended::attempts).containsExactlyInAnyOrder(1, 2);
            assertThat(hedging(node).made()).isOne();
        }
    }

    @Test
    void withoutBudgetARequestWaitsForTheEndpointItIsAt() throws IOException {
        try (var one = FakeEndpoint.start().hold();
                var other = FakeEndpoint.start().hold();
                var node = TestNode.before(hedged(retry -> retry.withBudget(0, 0)), one, other);
                var client = node.client()) {
            client.send(GET);
            var retries = node.node().view().upstreams().getFirst().retries();
            TestNode.await(() -> retries.refused() == 1);
            one.release();
            other.release();

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(hedging(node).made()).isZero();
            assertThat(one.requests() + other.requests()).isOne();
        }
    }

    @Test
    void theFirstMayStillWin() throws IOException {
        try (var one = FakeEndpoint.start().hold().body("one");
                var other = FakeEndpoint.start().hold().body("other");
                var node = TestNode.before(hedged(retry -> retry), one, other);
                var client = node.client()) {
            client.send(GET);
            TestNode.await(() -> one.requests() + other.requests() == 1);
            var first = one.requests() == 1 ? one : other;
            TestNode.await(() -> one.requests() + other.requests() == PAIR);

            first.release();

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").endsWith(first == one ? "one" : "other");
            var ended = node.ended(1).getFirst();
            assertThat(ended.endpoint()).isEqualTo("127.0.0.1:" + first.port());
            assertThat(ended.attempts()).isEqualTo(2);
            assertThat(hedging(node).made()).isOne();
            assertThat(hedging(node).wins()).isZero();
            node.awaitQuiet();
            one.release();
            other.release();
        }
    }

    /** The slow one fails, or answers with what would be tried again, while the other is at work. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureOfOneIsNoneOfTheRequest(boolean firstFails) throws IOException {
        try (var one = FakeEndpoint.start().hold();
                var other = FakeEndpoint.start().hold();
                var node = TestNode.before(hedged(retry -> retry.withStatuses(503)), one, other);
                var client = node.client()) {
            client.send(GET);
            TestNode.await(() -> one.requests() + other.requests() == 1);
            var first = one.requests() == 1 ? one : other;
            TestNode.await(() -> one.requests() + other.requests() == PAIR);
            var failing = firstFails == (first == one) ? one : other;
            var rest = failing == one ? other : one;

            failing.dropConnections();
            TestNode.await(() -> of(node, failing).inFlight() == 0);
            rest.release();

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(node.ended(1).getFirst().endpoint()).isEqualTo("127.0.0.1:" + rest.port());
            node.awaitQuiet();
            failing.release();
        }
    }

    @Test
    void anAnswerThatWouldBeTriedAgainLeavesTheRequestToTheOther() throws IOException {
        try (var slow = FakeEndpoint.start().hold();
                var busy = FakeEndpoint.start().status(503);
                var node =
                        TestNode.before(hedged(retry -> retry.withStatuses(503).withAttempts(2)), slow, busy);
                var client = node.client()) {
            client.send(GET);
            TestNode.await(() -> slow.requests() == 1 && busy.requests() == 1);
            slow.release();

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            node.awaitQuiet();
        }
    }

    /** One request is let through to it at a time; a second try that would be the next is not made, as the first is under way. */
    @Test
    void nobodyIsHedgedToWhoseBreakerRefuses() throws IOException {
        var breaker = BreakerPolicy.DEFAULT
                .withOpen(Duration.ofMillis(20), Duration.ofMillis(20))
                .withHalfOpen(1, HalfOpen.TRAFFIC);
        try (var well = FakeEndpoint.start().hold();
                var returning = FakeEndpoint.start().hold();
                var node = TestNode.before(hedged(retry -> retry).withBreaker(breaker), well, returning);
                var client = node.client();
                var other = node.client()) {
            var view = node.node().view().upstreams().getFirst().endpoints().getLast();
            view.breaker().orElseThrow().trip("by hand", 1000, System.nanoTime());
            TestNode.await(() -> weight(node) == 0);
            TestNode.await(() -> weight(node) > 0);
            client.send(GET);
            other.send(GET);
            TestNode.await(() -> hedging(node).made() == PAIR);
            well.release();

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(other.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(returning.requests()).isOne();
            node.awaitQuiet();
            returning.release();
        }
    }

    /** Of the last. */
    private static double weight(TestNode node) {
        return node.node().view().upstreams().getFirst().endpoints().getLast().weight();
    }

    @Test
    void whenBothFailTheRequestFails() throws IOException {
        try (var one = FakeEndpoint.start().hold();
                var other = FakeEndpoint.start().hold();
                var node = TestNode.before(hedged(retry -> retry), one, other);
                var client = node.client()) {
            client.send(GET);
            TestNode.await(() -> one.requests() + other.requests() == PAIR);
            one.dropConnections();
            other.dropConnections();

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 502 ").contains("closed_early");
            assertThat(node.ended(1).getFirst().attempts()).isEqualTo(2);
            node.awaitQuiet();
            one.release();
            other.release();
        }
    }

    @Test
    void aClientThatLeavesEndsBoth() throws IOException {
        try (var one = FakeEndpoint.start().hold();
                var other = FakeEndpoint.start().hold();
                var node = TestNode.before(hedged(retry -> retry), one, other)) {
            var client = node.client();
            client.send(GET);
            TestNode.await(() -> one.requests() + other.requests() == PAIR);
            client.close();

            assertThat(node.ended(1).getFirst().reason()).isEqualTo("client_gone");
            node.awaitDisconnected();
            one.release();
            other.release();
        }
    }

    /** Its tries are all cut before they could time out. */
    @Test
    void whoHangsIsFoundOutAlthoughNobodyWaitsForIt() throws IOException {
        var health = new HealthPolicy(Duration.ZERO, 0, Duration.ofSeconds(1), 1, 1, "", "", "200", "", 3);
        var hour = Duration.ofHours(1);
        var policy = TestNode.policy(health)
                .withBreaker(BreakerPolicy.DEFAULT.withOpen(hour, hour))
                .withRetry(
                        RetryPolicy.DEFAULT.withBudget(1000, 100).withHedge(new HedgePolicy(0, Duration.ofMillis(1))));
        try (var well = FakeEndpoint.start();
                var hung = FakeEndpoint.start().hold();
                var node = TestNode.before(policy, well, hung);
                var client = node.client()) {
            for (int i = 0; i < 100 && weight(node) > 0; i++) {
                assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
            }

            TestNode.await(() -> weight(node) == 0);
            assertThat(hung.requests()).isBetween(8, 20);
            hung.release();
        }
    }

    /** Objects are used again by the next request of a connection, whichever of the two won. */
    @Test
    void aConnectionGoesOnAfterEachRace() throws IOException {
        try (var slow = FakeEndpoint.start().hold();
                var quick = FakeEndpoint.start();
                var node = TestNode.before(
                        hedged(retry ->
                                retry.withBudget(1000, 100).withHedge(new HedgePolicy(0, Duration.ofMillis(1)))),
                        slow,
                        quick);
                var client = node.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
            }

            var ended = node.ended(20);
            assertThat(ended).extracting(Ended::attempts).allMatch(attempts -> attempts <= 2);
            assertThat(hedging(node).wins())
                    .isGreaterThanOrEqualTo(10)
                    .isEqualTo(ended.stream().filter(e -> e.attempts() == 2).count());
            node.awaitQuiet();
            slow.release();
        }
    }
}
