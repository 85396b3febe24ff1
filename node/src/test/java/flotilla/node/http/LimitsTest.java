package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.RawClient;
import flotilla.node.ScriptedEndpoint;
import flotilla.node.TestNode;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.route.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitsTest {

    /** Each holds some 32 KiB of the memory on average, so that all together want three times what there is. */
    private static final int CROWD = 100;

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
    private static final String OK = "HTTP/1.1 200 ";

    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void closeClients() {
        clients.forEach(RawClient::close);
    }

    private RawClient client(TestNode node) {
        var client = node.client();
        clients.add(client);
        return client;
    }

    private static TestNode node(NodeLimits limits, long maxBody, FakeEndpoint endpoint) {
        return TestNode.start(TestNode.policy(), listener -> listener, limits, maxBody, endpoint);
    }

    private static ListenerPolicy atMost(ListenerPolicy policy, int maxConnections, int maxHeaderBytes) {
        return new ListenerPolicy(
                policy.bind(),
                maxConnections,
                maxHeaderBytes,
                policy.headTimeout(),
                policy.idleTimeout(),
                policy.trustedProxies());
    }

    @Test
    void aListenerTakesSoManyConnectionsAndNoMore() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(),
                        listener -> atMost(listener, 3, 4096),
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        endpoint)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client(node).send(GET).readAnswer()).startsWith(OK);
            }
            assertThat(node.node().view().clientConnections()).isEqualTo(3);

            assertThat(client(node).readToEnd()).startsWith("HTTP/1.1 503 ").contains("\r\nConnection: close\r\n");

            assertThat(node.node().view().clientConnections()).isEqualTo(3);
            assertThat(clients.getFirst().send(GET).readAnswer()).startsWith(OK);
            clients.getFirst().close();
            TestNode.await(() -> node.node().view().clientConnections() == 2);
            assertThat(client(node).send(GET).readAnswer()).startsWith(OK);
            clients.forEach(RawClient::close);
            node.awaitQuiet();
            TestNode.await(() -> node.node().view().clientConnections() == 0);
        }
    }

    @Test
    void aNodeTakesSoManyRequestsAndNoMore() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = node(new NodeLimits(2, 1 << 20, 0), Route.UNLIMITED, endpoint)) {
            client(node).send(GET);
            client(node).send(GET);
            endpoint.awaitRequests(2);

            assertThat(client(node).send(GET).readAnswer())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("too_many_requests_in_flight");
            assertThat(node.node().view().requestsInFlight()).isEqualTo(2);

            endpoint.release();
            assertThat(clients.get(0).readAnswer()).startsWith(OK);
            assertThat(clients.get(1).readAnswer()).startsWith(OK);
            assertThat(clients.get(2).send(GET).readAnswer())
                    .as("the refused client's connection goes on")
                    .startsWith(OK);
            node.awaitQuiet();
        }
    }

    @Test
    void aRequestHeadThatIsTooLargeIsAnsweredAndClosed() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(),
                        listener -> atMost(listener, 100, 4096),
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        endpoint)) {
            var padding = "X-A: " + "x".repeat(3000) + "\r\n";
            var start = "GET / HTTP/1.1\r\nHost: a\r\n";
            assertThat(client(node).send(start + padding + "\r\n").readAnswer()).startsWith(OK);

            var answer = client(node).send(start + padding + padding + "\r\n").readToEnd();

            assertThat(answer).matches("(?s)HTTP/1.1 4(00|31) .*").doesNotContain("<open>");
            assertThat(endpoint.requests()).isOne();
            TestNode.await(() -> node.node().view().clientConnections() == 1);
        }
    }

    @Test
    void aBodyWhoseLengthIsTooLargeIsRefusedBeforeItComes() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = node(NodeLimits.DEFAULT, 1000, endpoint)) {
            assertThat(client(node)
                            .send(POST + "Content-Length: 1000\r\n\r\n" + "x".repeat(1000))
                            .readAnswer())
                    .startsWith(OK);

            var client = client(node).send(POST + "Content-Length: 100000000\r\n\r\n");

            assertRefusedAlthoughItGoesOn(client, "x".repeat(64 * 1024));
            assertThat(endpoint.requests()).isOne();
            assertThat(node.ended(2)).extracting(TestNode.Ended::reason).contains("body_too_large");
            node.awaitQuiet();
        }
    }

    @Test
    void aChunkedBodyIsRefusedOnceItIsTooLarge() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = node(NodeLimits.DEFAULT, 1000, endpoint)) {
            var chunk = "200\r\n" + "x".repeat(512) + "\r\n";
            var start = POST + "Transfer-Encoding: chunked\r\n\r\n";
            assertThat(client(node).send(start + chunk + "0\r\n\r\n").readAnswer())
                    .startsWith(OK);

            var client = client(node).send(start + chunk);

            assertRefusedAlthoughItGoesOn(client, chunk.repeat(100));
            node.awaitQuiet();
            assertThat(node.ended(2)).extracting(TestNode.Ended::reason).contains("body_too_large");
            assertThat(endpoint.requests()).as("whole ones").isOne();
            assertThat(node.endpoint(0).failures()).isZero();
        }
    }

    /** Goes on sending for a while, as clients do that look for an answer only in the end. */
    private static void assertRefusedAlthoughItGoesOn(RawClient client, String more) throws IOException {
        for (int i = 0; i < 20; i++) {
            client.send(more);
        }
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 413 ").contains("\r\nConnection: close\r\n");
        client.socket().shutdownOutput();
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void anAnswersHeadThatIsTooLargeIsRefused() throws IOException {
        var field = "X-A: " + "x".repeat(1000) + "\r\n";
        try (var endpoint = FakeEndpoint.start();
                var node = node(NodeLimits.DEFAULT, Route.UNLIMITED, endpoint)) {
            endpoint.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + field.repeat(60) + "\r\nok");
            assertThat(client(node).send(GET).readAnswer()).startsWith(OK).endsWith("\r\n\r\nok");

            endpoint.raw("HTTP/1.1 200 OK\r\n" + field.repeat(100) + "\r\n");
            assertThat(client(node).send(GET).readAnswer())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("response_headers_too_large");
            endpoint.raw("HTTP/1.1 200 OK\r\nX-A: " + "x".repeat(100_000));
            assertThat(client(node).send(GET).readAnswer())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("response_headers_too_large");
            endpoint.raw("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(300) + "\r\n");
            assertThat(client(node).send(GET).readAnswer())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("bad_response");
            node.awaitQuiet();
        }
    }

    @Test
    void withoutMemoryForSlowClientsTheirAnswersAreCutAndTheMemoryComesBack() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = withLittleMemory(endpoint)) {
            for (int i = 0; i < CROWD; i++) {
                slowClient(node).send(GET);
                var connection = endpoint.accept();
                Thread.ofVirtual().start(() -> sendForever(connection, OK + "OK\r\n\r\n"));
            }

            var ended = node.ended(1).getFirst();
            assertThat(ended.status()).isEqualTo(200);
            assertThat(ended.reason()).isEqualTo("out_of_buffers");
            assertThat(node.node().view().bufferBytes()).isBetween(1L, 1L << 20);
            clients.forEach(RawClient::close);
            node.ended(CROWD);
            node.awaitDisconnected();
            assertThat(node.endpoint(0).failures()).isZero();
        }
    }

    @Test
    void withoutMemoryForSlowEndpointsUploadsAreRefusedAndTheMemoryComesBack() throws Exception {
        try (var endpoint = new ScriptedEndpoint();
                var node = withLittleMemory(endpoint)) {
            var connections = new ArrayList<RawClient>();
            for (int i = 0; i < CROWD; i++) {
                var client = client(node);
                Thread.ofVirtual().start(() -> sendForever(client, POST + "Content-Length: 1000000000\r\n\r\n"));
                connections.add(endpoint.accept());
            }

            var ended = node.ended(1).getFirst();
            assertThat(ended.status()).isEqualTo(503);
            assertThat(ended.reason()).isEqualTo("out_of_buffers");
            assertThat(node.node().view().bufferBytes()).isBetween(1L, 1L << 20);
            clients.forEach(RawClient::close);
            connections.forEach(RawClient::close);
            node.ended(CROWD);
            node.awaitDisconnected();
        }
    }

    private static TestNode withLittleMemory(ScriptedEndpoint endpoint) {
        return TestNode.start(
                TestNode.policy(),
                listener -> listener,
                new NodeLimits(1000, 1 << 20, 0),
                Route.UNLIMITED,
                List.of(endpoint.port()));
    }

    private RawClient slowClient(TestNode node) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(
                node.address().getAddress(), node.address().getPort()));
        var client = new RawClient(socket);
        clients.add(client);
        return client;
    }

    private static void sendForever(RawClient connection, String head) {
        var piece = new byte[64 * 1024];
        try {
            connection.send(head);
            while (true) {
                connection.socket().getOutputStream().write(piece);
            }
        } catch (IOException e) {
            // Refused or closed in the middle: that is how it ends.
        }
    }
}
