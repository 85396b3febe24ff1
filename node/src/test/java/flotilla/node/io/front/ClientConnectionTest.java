package flotilla.node.io.front;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.RawClient;
import flotilla.node.ScriptedEndpoint;
import flotilla.node.TestNode;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientConnectionTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private static TestNode node(ListenerPolicy policy, FakeEndpoint endpoint) {
        return TestNode.start(
                TestNode.policy(),
                listener -> new ListenerPolicy(
                        listener.bind(),
                        policy.maxConnections(),
                        policy.maxHeaderBytes(),
                        policy.headTimeout(),
                        policy.idleTimeout(),
                        policy.trustedProxies()),
                NodeLimits.DEFAULT,
                Route.UNLIMITED,
                endpoint);
    }

    private static ListenerPolicy timeouts(Duration head, Duration idle) {
        return new ListenerPolicy("127.0.0.1:0", 10, 4096, head, idle, ListenerPolicy.DEFAULT.trustedProxies());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET / HTTP/1.1~~                             | 400 | bad_request
            GET / HTTP/1.1~Host: h~X : 1~~               | 400 | bad_request
            GET / HTTP/1.1\\nHost: h\\n\\n               | 400 | bad_request
            GET /a b HTTP/1.1~Host: h~~                  | 400 | bad_request
            GET /A HTTP/1.1~Host: h~~                    | 414 | uri_too_long
            GET / HTTP/1.1~Host: h~X: A~~                | 431 | headers_too_large
            POST / HTTP/1.1~Host: h~Transfer-Encoding: x~~ | 501 | not_implemented
            GET / HTTP/2.0~Host: h~~                     | 505 | version_not_supported
            """)
    void answersAndRecordsWhatItRefuses(String head, int status, String reason) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send(head.replace("~", "\r\n").replace("\\n", "\n").replace("A", "a".repeat(40_000)) + GET);

            var answer = client.readAnswer();
            client.socket().shutdownOutput();

            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("\r\nConnection: close\r\n", "Proxy-Status: flotilla; error=http_request_error")
                    .contains("details=\"" + reason + "\"");
            assertThat(client.readToEnd()).as("no second answer, no reset").isEmpty();
            assertThat(node.ended(1)).singleElement().satisfies(ended -> {
                assertThat(ended.status()).isEqualTo(status);
                assertThat(ended.reason()).isEqualTo(reason);
            });
            assertThat(endpoint.requests()).isZero();
            node.awaitDisconnected();
        }
    }

    @Test
    void servesAHeadThatComesByteByByte() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            for (var letter : GET.split("")) {
                client.send(letter);
            }

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void passesOverAnEmptyLineBetweenRequests() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            assertThat(client.send(GET + "\r\n").readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void passesFieldsOnAsTheyWereSpelt() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send("GET /? HTTP/1.1\r\nx-ODD:  two  blanks \r\nHost: h\r\nX-Empty:\r\nExpect: 100-continue\r\n"
                    + "Connection: x-gone\r\nX-Gone: 1\r\nX-last:\t\u00e4\r\n\r\n");
            try (var side = endpoint.accept()) {
                assertThat(side.readHead())
                        .startsWith(
                                "GET /? HTTP/1.1\r\nHost: h\r\nx-ODD:  two  blanks \r\nX-Empty:\r\nX-last:\t\u00e4\r\n")
                        .contains("X-Forwarded-Host: h\r\n")
                        .doesNotContainIgnoringCase("gone", "expect");
            }
        }
    }

    @Test
    void asksForTheEndpointItselfWhenAnOldClientNamesNoHost() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            assertThat(client.send("GET / HTTP/1.0\r\n\r\n").readToEnd()).startsWith("HTTP/1.1 200 ");

            assertThat(endpoint.last().header("Host")).contains("127.0.0.1:" + endpoint.port());
        }
    }

    @Test
    void servesALargeHeadAndGivesItsMemoryBack() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(30_000) + "\r\n\r\n");
            endpoint.awaitRequests(1);
            assertThat(node.node().view().bufferBytes()).isBetween(28_000L, 32_768L);

            endpoint.release();

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(endpoint.last().header("X").orElse("")).hasSize(30_000);
            node.awaitQuiet();
        }
    }

    @Test
    void refusesALargeHeadWhenThereIsNoMemoryForIt() throws IOException {
        var clients = new ArrayList<RawClient>();
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(),
                        listener -> listener,
                        new NodeLimits(10, 1 << 20, 0),
                        Route.UNLIMITED,
                        endpoint)) {
            for (int i = 0; i < 40; i++) {
                clients.add(node.client().send("GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(30_000)));
            }

            assertThat(node.ended(1).getFirst().reason()).isEqualTo("out_of_buffers");
            assertThat(node.node().view().bufferBytes()).isLessThanOrEqualTo(1 << 20);
            clients.forEach(RawClient::close);
            node.awaitDisconnected();
        }
    }

    @Test
    void answersAHeadThatDoesNotComeToItsEnd() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(timeouts(Duration.ofMillis(200), Duration.ofSeconds(60)), endpoint);
                var client = node.client()) {
            client.send("GET /slow HTTP/1.1\r\nHo");

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 408 ").contains("client_timeout");
            assertThat(node.ended(1)).singleElement().satisfies(ended -> {
                assertThat(ended.target()).isEqualTo("/slow");
                assertThat(ended.reason()).isEqualTo("client_timeout");
            });
        }
    }

    @Test
    void closesAnIdleConnectionWithoutAWord() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(timeouts(Duration.ofSeconds(60), Duration.ofMillis(200)), endpoint);
                var fresh = node.client();
                var used = node.client()) {
            assertThat(used.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");

            assertThat(used.readToEnd()).isEmpty();
            assertThat(fresh.readToEnd()).isEmpty();
            assertThat(node.ended(1)).hasSize(1);
            TestNode.await(() -> node.node().view().clientConnections() == 0);
        }
    }

    @Test
    void answersAThousandPipelinedRequests() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            var post = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
            var sender = Thread.ofVirtual().start(() -> send(client, (GET + post).repeat(500)));

            for (int i = 0; i < 1000; i++) {
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            }
            sender.join();
            assertThat(endpoint.requests()).isEqualTo(1000);
            node.awaitQuiet();
        }
    }

    private static void send(RawClient client, String bytes) {
        try {
            client.send(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void answersRequestsThatAreRefusedAtOnceOneByOne() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(),
                        listener -> listener,
                        new NodeLimits(1000, 1 << 20, 1),
                        Route.UNLIMITED,
                        endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");

            client.send(GET.repeat(500));

            for (int i = 0; i < 500; i++) {
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 429 ");
            }
            assertThat(node.ended(501)).extracting(TestNode.Ended::status).contains(429);
        }
    }

    @Test
    void readsOnAfterABodyThatCameInTheMiddleOfAChunkSizeWhileNobodyTookIt() throws Exception {
        var one = new PoolPolicy(1, 10, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ZERO);
        try (var endpoint = FakeEndpoint.start().hold();
                var node = TestNode.before(TestNode.policy(one), endpoint);
                var first = node.client();
                var second = node.client()) {
            first.send(GET);
            endpoint.awaitRequests(1);
            second.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5");
            TestNode.await(() -> node.node().view().requestsInFlight() == 2);
            second.send("\r\nhello\r\n0\r\n\r\n");

            endpoint.release();

            assertThat(first.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(second.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(endpoint.last().body()).isEqualTo("hello");
        }
    }

    @Test
    void aClientAboveTheLimitReadsSoAlthoughItHasSentARequest() throws IOException {
        var policy = new ListenerPolicy(
                "127.0.0.1:0",
                1,
                4096,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                ListenerPolicy.DEFAULT.trustedProxies());
        try (var endpoint = FakeEndpoint.start();
                var node = node(policy, endpoint);
                var first = node.client()) {
            assertThat(first.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
            try (var second = node.client()) {
                second.send(GET.repeat(100));

                assertThat(second.readAnswer()).startsWith("HTTP/1.1 503 ").contains("connection_limit_reached");
                second.send(GET);
                second.socket().shutdownOutput();
                assertThat(second.readToEnd()).as("an end, no reset").isEmpty();
            }
            assertThat(node.node().view().clientConnections()).isEqualTo(1);
        }
    }

    @Test
    void tellsAClientThatTheNodeEnds() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = TestNode.before(endpoint);
                var client = node.client();
                var idle = node.client()) {
            client.send(GET);
            idle.send("GET / HT");
            endpoint.awaitRequests(1);
            TestNode.await(() -> node.node().view().clientConnections() == 2);

            node.node().close();

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 503 ").contains("shutting_down", "Connection: close");
            assertThat(idle.readToEnd()).isIn("", "<reset>");
            assertThat(node.ended(1).getFirst().reason()).isEqualTo("shutting_down");
        }
    }

    @Test
    void saysInItsLastAnswerThatItIsTheLast() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send(GET);
            endpoint.awaitRequests(1);
            var stopping = Thread.ofVirtual().start(() -> node.node().stop(Duration.ofSeconds(10)));
            TestNode.await(() -> !node.node().ready());

            endpoint.release();

            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Connection: close")
                    .endsWith("ok");
            stopping.join();
        }
    }
}
