package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.TestNode;
import flotilla.node.route.Fault;
import flotilla.node.route.Route;
import flotilla.node.route.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drills, over real sockets. The route of these tests is called {@code all}. */
class FaultInjectionTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private static void drill(TestNode node, Fault fault) {
        node.node().faults().begin("all", fault, Duration.ofMinutes(10), "a test", "");
    }

    private static Fault abort(int status, double percent) {
        return new Fault(Duration.ZERO, 0, status, percent, "", "");
    }

    private static Fault delay(Duration time) {
        return new Fault(time, 100, 0, 0, "", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {418, 500, 503})
    void answersInPlaceOfEndpointsWhichAreNeitherAskedNorBlamed(int status) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            drill(node, abort(status, 100));

            var answer = client.send(GET).readAnswer();

            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains(
                            "\r\nProxy-Status: flotilla; error=proxy_internal_response; details=\"fault_injected\"\r\n")
                    .endsWith(": fault_injected\n");
            assertThat(node.ended(1)).singleElement().satisfies(ended -> {
                assertThat(ended.status()).isEqualTo(status);
                assertThat(ended.reason()).isEqualTo("fault_injected");
                assertThat(ended.attempts()).isZero();
            });
            assertThat(endpoint.requests()).isZero();
            assertThat(node.endpoint(0).picks()).isZero();
            assertThat(node.endpoint(0).failures()).isZero();
            node.node().faults().end("all", "a test");
            assertThat(client.send(GET).readAnswer())
                    .as("the same connection, after the drill")
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    /** Hoeffding: of 200 requests with a share of a half, fewer than 50 or more than 150 have a probability below 4e-11. */
    @Test
    void aShareIsAnsweredAndTheRestGoOn() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            drill(node, abort(503, 50));

            int aborted = 0;
            for (int i = 0; i < 200; i++) {
                aborted += client.send(GET).readAnswer().contains("fault_injected") ? 1 : 0;
            }

            assertThat(aborted).isBetween(50, 150);
            assertThat(endpoint.requests()).isEqualTo(200 - aborted);
            assertThat(node.node().faults().all().getFirst().aborted()).isEqualTo(aborted);
        }
    }

    @Test
    void onlyRequestsWithTheHeaderAreConcerned() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            drill(node, new Fault(Duration.ZERO, 0, 503, 100, "X-Drill", "7"));

            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
            var drilled = GET.replace("\r\n\r\n", "\r\nx-drill: 7\r\n\r\n");
            assertThat(client.send(drilled).readAnswer()).startsWith("HTTP/1.1 503 ");
            assertThat(client.send(drilled.replace("7", "8")).readAnswer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aRequestThatWaitsIsWholeWhenItGoesOn() throws IOException {
        var body = "x".repeat(100_000);
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            var delay = Duration.ofMillis(200);
            drill(node, delay(delay));
            long start = System.nanoTime();

            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(delay.toNanos());
            assertThat(endpoint.last().body()).isEqualTo(body);
            assertThat(node.node().faults().all().getFirst().delayed()).isOne();
            node.awaitQuiet();
        }
    }

    @Test
    void aRequestThatWaitsIsInFlightUntilItsClientLeaves() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint)) {
            drill(node, delay(A_MINUTE));
            try (var client = node.client()) {
                client.send(GET);
                TestNode.await(() -> node.node().faults().all().getFirst().delayed() == 1);
                assertThat(node.node().view().requestsInFlight()).isOne();
            }

            assertThat(node.ended(1).getFirst().reason()).isEqualTo("client_gone");
            node.awaitDisconnected();
            assertThat(endpoint.requests()).isZero();
        }
    }

    @Test
    void theDeadlineEndsTheWait() throws IOException {
        var given = Timeouts.DEFAULT;
        var policy = TestNode.policy(
                new Timeouts(given.connect(), given.tls(), given.firstByte(), given.idle(), Duration.ofMillis(200)));
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(policy, endpoint);
                var client = node.client()) {
            drill(node, delay(A_MINUTE));

            assertThat(client.send(GET).readAnswer())
                    .startsWith("HTTP/1.1 504 ")
                    .endsWith(": deadline\n");
            assertThat(endpoint.requests()).isZero();
            node.awaitQuiet();
        }
    }

    @Test
    void bothMayMeetOneRequestAndItsStorySaysSo() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(),
                        listener -> listener.withExplainTo(List.of("127.0.0.1")),
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        endpoint);
                var client = node.client()) {
            drill(node, new Fault(Duration.ofMillis(20), 100, 504, 100, "", ""));

            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Flotilla-Explain: 1\r\n\r\n")
                            .readAnswer())
                    .startsWith("HTTP/1.1 504 ")
                    .contains("\r\nX-Flotilla-Explain-Fault: \"drill\"; delay_ms=20.000; abort=504\r\n");
        }
    }
}
