package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.ScriptedEndpoint;
import flotilla.node.TestNode;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.resilience.RetryPolicy.On;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row of the table of {@code RetryKind}, with a method that may be repeated, with and without a body, and one that may not. */
class RetryTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int REQUESTS = 4;

    /** What an endpoint does to requests, and what the client hears of it if nobody else is asked. */
    enum Trouble {
        CLOSES(502),
        RESETS(502),
        IS_LATE(504),
        IS_BUSY(503),
        CUTS(200),
        TALKS_NONSENSE(502);

        private final int status;

        Trouble(int status) {
            this.status = status;
        }

        FakeEndpoint start() {
            var endpoint = FakeEndpoint.start();
            return switch (this) {
                case CLOSES -> endpoint.closeOnRequest();
                case RESETS -> endpoint.resetOnRequest();
                case IS_LATE -> endpoint.staySilent();
                case IS_BUSY -> endpoint.status(503);
                case CUTS -> endpoint.cutAnswer();
                case TALKS_NONSENSE ->
                    endpoint.raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde");
            };
        }
    }

    private static UpstreamPolicy policy(UnaryOperator<RetryPolicy> change) {
        var timeouts = new Timeouts(LONG, LONG, SHORT, LONG, Duration.ZERO);
        var quick = RetryPolicy.DEFAULT.withBackoff(Duration.ofMillis(1), Duration.ofMillis(1));
        return TestNode.policy(timeouts).withRetry(change.apply(quick));
    }

    private static String request(String method) {
        var body = method.equals("GET") ? "" : "abcdef";
        return method + " / HTTP/1.1\r\nHost: h\r\n"
                + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + body;
    }

    @ParameterizedTest
    @CsvSource({
        "GET, CLOSES", "PUT, CLOSES",
        "GET, RESETS", "PUT, RESETS",
        "GET, IS_LATE", "PUT, IS_LATE",
        "GET, IS_BUSY", "PUT, IS_BUSY",
        "GET, TALKS_NONSENSE", "PUT, TALKS_NONSENSE"
    })
    void anotherEndpointGetsWhatMayBeRepeated(String method, Trouble trouble) throws IOException {
        try (var bad = trouble.start();
                var good = FakeEndpoint.start();
                var node = TestNode.before(policy(retry -> retry.withStatuses(503)), bad, good);
                var client = node.client()) {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.send(request(method)).readAnswer()).startsWith("HTTP/1.1 200 ");
            }

            assertThat(bad.requests()).isPositive();
            assertThat(good.received())
                    .hasSize(REQUESTS)
                    .allSatisfy(r -> assertThat(r.body()).isEqualTo(method.equals("GET") ? "" : "abcdef"));
            assertThat(node.ended(REQUESTS))
                    .anySatisfy(e -> assertThat(e.attempts()).isEqualTo(2));
            node.awaitQuiet();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, CLOSES",
        "POST, RESETS",
        "POST, IS_LATE",
        "POST, IS_BUSY",
        "POST, TALKS_NONSENSE",
        "GET, CUTS",
        "PUT, CUTS",
        "POST, CUTS"
    })
    void nobodyElseGetsWhatMayHaveBeenDone(String method, Trouble trouble) throws IOException {
        try (var bad = trouble.start();
                var good = FakeEndpoint.start();
                var node = TestNode.before(policy(retry -> retry.withStatuses(503)), bad, good)) {
            for (int i = 0; i < REQUESTS; i++) {
                try (var client = node.client()) {
                    client.send(request(method)).readUntil("\r\n");
                }
            }

            var ended = node.ended(REQUESTS);
            assertThat(ended).allSatisfy(e -> assertThat(e.attempts()).isOne());
            assertThat(ended).anySatisfy(e -> assertThat(e.status()).isEqualTo(trouble.status));
            assertThat(bad.requests() + good.requests()).isEqualTo(REQUESTS);
            node.awaitQuiet();
        }
    }

    @ParameterizedTest
    @CsvSource({"CLOSES, 502", "TALKS_NONSENSE, 502", "IS_LATE, 504", "IS_BUSY, 503"})
    void whatIsNotListedIsNotTriedAgain(Trouble trouble, int status) throws IOException {
        try (var bad = trouble.start();
                var good = FakeEndpoint.start();
                var node = TestNode.before(policy(RetryPolicy::withOn), bad, good);
                var client = node.client()) {
            for (int i = 0; i < REQUESTS; i++) {
                client.send(request("GET")).readAnswer();
            }

            assertThat(node.ended(REQUESTS))
                    .anySatisfy(e -> assertThat(e.status()).isEqualTo(status));
            assertThat(bad.requests() + good.requests()).isEqualTo(REQUESTS);
        }
    }

    @Test
    void aPutThatMeetsAStaleConnectionIsSentWholeOnAFreshOne() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send(request("PUT"));
            try (var first = endpoint.accept()) {
                first.readUntil("abcdef");
                first.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                client.readAnswer();
                client.send("PUT /again HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                first.readUntil("abc\r\n");
            }

            try (var second = endpoint.accept()) {
                assertThat(second.readUntil("abc\r\n")).startsWith("PUT /again ");
                client.send("3\r\ndef\r\n0\r\n\r\n");
                second.readUntil("3\r\ndef\r\n0\r\n\r\n");
                second.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                assertThat(client.readAnswer()).endsWith("ok");
            }
            assertThat(node.node().view().upstreams().getFirst().retries().retries())
                    .isOne();
        }
    }

    @Test
    void aBodyAboveTheBoundGoesToOneEndpointAlone() throws IOException {
        try (var one = FakeEndpoint.start().closeOnRequest();
                var other = FakeEndpoint.start().closeOnRequest();
                var node = TestNode.before(policy(retry -> retry.withBufferBytes(5)), one, other);
                var client = node.client()) {
            assertThat(client.send(request("PUT")).readAnswer()).startsWith("HTTP/1.1 502 ");

            assertThat(one.requests() + other.requests()).isOne();
            node.awaitQuiet();
        }
    }

    @Test
    void noRequestIsTriedMoreOftenThanThePolicySays() throws IOException {
        try (var one = FakeEndpoint.start().closeOnRequest();
                var two = FakeEndpoint.start().closeOnRequest();
                var three = FakeEndpoint.start().closeOnRequest();
                var node = TestNode.before(policy(retry -> retry.withAttempts(2)), one, two, three);
                var client = node.client()) {
            assertThat(client.send(request("GET")).readAnswer()).startsWith("HTTP/1.1 502 ");

            assertThat(one.requests() + two.requests() + three.requests()).isEqualTo(2);
            assertThat(node.ended(1).getFirst().attempts()).isEqualTo(2);
        }
    }

    @Test
    void theLastAnswerGoesToTheClientWhenAllHaveSaidNo() throws IOException {
        try (var one = FakeEndpoint.start().status(503).body("busy");
                var other = FakeEndpoint.start().status(503).body("busy");
                var node = TestNode.before(policy(retry -> retry.withStatuses(503)), one, other);
                var client = node.client()) {
            assertThat(client.send(request("GET")).readAnswer())
                    .startsWith("HTTP/1.1 503 ")
                    .endsWith("busy");

            assertThat(one.requests()).isOne();
            assertThat(other.requests()).isOne();
            client.send(request("GET")).readAnswer();
            assertThat(one.connections() + other.connections())
                    .as("an answer that came whole costs no connection")
                    .isEqualTo(2);
            node.awaitQuiet();
        }
    }

    @Test
    void anAnswerThatIsNotWholeIsNotWaitedFor() throws IOException {
        try (var slow = new ScriptedEndpoint();
                var node = slow.node(policy(retry -> retry.withStatuses(503).withSameEndpoint(true)));
                var client = node.client()) {
            client.send(request("GET"));
            try (var first = slow.accept()) {
                first.readHead();
                first.send("HTTP/1.1 503 Busy\r\nContent-Length: 1000\r\n\r\nbu");
                try (var second = slow.accept()) {
                    second.readHead();
                    second.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    assertThat(client.readAnswer()).endsWith("ok");
                }
                assertThat(first.readToEnd()).doesNotContain("<open>");
            }
        }
    }

    @Test
    void triesTheSameEndpointAgainIfThePolicySaysSo() throws IOException {
        try (var endpoint = FakeEndpoint.start().closeOnRequest();
                var node = TestNode.before(policy(retry -> retry.withSameEndpoint(true)), endpoint);
                var client = node.client()) {
            assertThat(client.send(request("PUT")).readAnswer()).startsWith("HTTP/1.1 502 ");
            assertThat(endpoint.requests()).isEqualTo(3);
        }
    }

    @Test
    void aTryHasItsOwnTime() throws IOException {
        var timeouts = new Timeouts(LONG, LONG, LONG, LONG, LONG);
        var policy = TestNode.policy(timeouts).withRetry(RetryPolicy.DEFAULT.withPerTry(SHORT));
        try (var silent = FakeEndpoint.start().staySilent();
                var good = FakeEndpoint.start();
                var node = TestNode.before(policy, silent, good);
                var client = node.client()) {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.send(request("GET")).readAnswer()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(silent.requests()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"GET", "POST"})
    void withoutBudgetTheFailureGoesToTheClientAndIsCounted(String method) throws IOException {
        try (var dead = FakeEndpoint.start();
                var alsoDead = FakeEndpoint.start();
                var node = TestNode.before(policy(retry -> retry.withBudget(0, 0)), dead, alsoDead);
                var client = node.client()) {
            dead.refuse();
            alsoDead.refuse();

            assertThat(client.send(request(method)).readAnswer())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("connect_refused");
            var retries = node.node().view().upstreams().getFirst().retries();
            assertThat(retries.refused()).isOne();
            assertThat(retries.retries()).isZero();
            assertThat(node.ended(1).getFirst().attempts()).isOne();
        }
    }

    /** 1,000 requests: 200 and 30 and the floor for as long as it takes, within a few seconds. */
    @Test
    void whenAllFailTheLoadStaysWithinTheBudget() throws IOException {
        try (var one = FakeEndpoint.start().closeOnRequest();
                var other = FakeEndpoint.start().closeOnRequest();
                var node =
                        TestNode.before(policy(retry -> retry.withBudget(20, 0).withOn(On.RESET)), one, other);
                var client = node.client()) {
            for (int i = 0; i < 1000; i++) {
                client.send(request("GET")).readAnswer();
            }

            assertThat(one.requests() + other.requests()).isBetween(1000, 1250);
            node.awaitQuiet();
        }
    }
}
