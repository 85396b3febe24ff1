package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.RawClient;
import flotilla.node.ScriptedEndpoint;
import flotilla.node.TestNode;
import flotilla.node.figures.EndpointFigures;
import flotilla.node.route.Route;
import flotilla.node.route.Timeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeoutsTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    /** Of a slow sender, between two pieces. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** More than a busy machine makes of one pause, and less than all of them take. */
    private static final Duration TEN_PAUSES = PAUSE.multipliedBy(10);

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static Timeouts connect(Duration limit) {
        return new Timeouts(limit, LONG, LONG, LONG, Duration.ZERO);
    }

    private static Timeouts firstByte(Duration limit) {
        return new Timeouts(LONG, LONG, limit, LONG, Duration.ZERO);
    }

    private static Timeouts idle(Duration limit) {
        return new Timeouts(LONG, LONG, LONG, limit, Duration.ZERO);
    }

    private static Timeouts request(Duration limit) {
        return new Timeouts(LONG, LONG, LONG, LONG, limit);
    }

    private static TestNode before(Timeouts timeouts, Integer... ports) {
        return TestNode.start(
                TestNode.policy(timeouts), listener -> listener, NodeLimits.DEFAULT, Route.UNLIMITED, List.of(ports));
    }

    @Test
    void anEndpointThatDoesNotAnswerInTime() throws IOException {
        try (var endpoint = FakeEndpoint.start().staySilent();
                var node = TestNode.before(TestNode.policy(firstByte(SHORT)), endpoint)) {
            try (var client = node.client()) {
                assertThat(client.send(GET).readAnswer())
                        .startsWith("HTTP/1.1 504 ")
                        .contains("first_byte_timeout");
                assertEnded(node, 504, "first_byte_timeout");
                TestNode.await(() -> endpoint.openConnections() == 0);
                assertThat(node.endpoint(0).failures()).isOne();

                endpoint.answer();
                assertThat(client.send(GET).readAnswer())
                        .as("the client's connection goes on")
                        .startsWith("HTTP/1.1 200 ");
            }
            endpoint.dropConnections();
            node.awaitDisconnected();
        }
    }

    @Test
    void anEndpointThatStopsInTheMiddleOfItsAnswer() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = before(idle(SHORT), endpoint.port());
                var client = node.client()) {
            client.send(GET);
            var connection = endpoint.accept();
            answerHalf(connection);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("half of<reset>");
            assertEnded(node, 200, "idle_timeout");
            node.awaitDisconnected();
            assertThat(connection.readToEnd()).doesNotContain("<open>");
        }
    }

    private static void answerHalf(RawClient connection) throws IOException {
        connection.readHead();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nhalf of");
    }

    @Test
    void aPauseShorterThanTheLimitIsNoReasonToStop() throws IOException, InterruptedException {
        try (var endpoint = new ScriptedEndpoint();
                var node = before(idle(TEN_PAUSES), endpoint.port());
                var client = node.client()) {
            client.send(GET);
            var connection = endpoint.accept();
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n");
            for (int i = 0; i < 15; i++) {
                pause();
                connection.send("x");
            }

            assertThat(client.readAnswer()).endsWith("\r\n\r\n" + "x".repeat(15));
        }
    }

    /** The pace of a slow sender, well below the limit under test. */
    private static void pause() throws InterruptedException {
        assertThat(new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
    }

    @Test
    void aClientThatStopsSendingItsBody() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(TestNode.policy(idle(SHORT)), endpoint);
                var client = node.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nonly this");

            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 408 ")
                    .contains("\r\nConnection: close\r\n")
                    .endsWith("client_timeout\n");
            assertEnded(node, 408, "client_timeout");
            node.awaitDisconnected();
            assertThat(node.endpoint(0).failures())
                    .as("not the endpoint's doing")
                    .isZero();
        }
    }

    @Test
    void aClientThatSendsSlowlyButSteadilyIsServed() throws IOException, InterruptedException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(TestNode.policy(idle(TEN_PAUSES)), endpoint);
                var client = node.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 15\r\n\r\n");
            for (int i = 0; i < 15; i++) {
                pause();
                client.send("x");
            }

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(endpoint.last().body()).isEqualTo("x".repeat(15));
        }
    }

    @Test
    void anEndpointThatDoesNotReadAnUpload() throws IOException, InterruptedException {
        try (var endpoint = new ScriptedEndpoint();
                var node = before(idle(SHORT), endpoint.port());
                var client = node.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
            var sender = Thread.ofVirtual().start(() -> sendForever(client.socket()));
            var connection = endpoint.accept();

            assertThat(client.readHead()).startsWith("HTTP/1.1 504 ");
            assertEnded(node, 504, "idle_timeout");
            client.socket().close();
            sender.join();
            node.awaitDisconnected();
            connection.close();
        }
    }

    @Test
    void anEndpointThatReadsAnUploadSlowlyButSteadily() throws IOException, InterruptedException {
        int size = 8 << 20;
        int piece = size / 16;
        try (var endpoint = new ScriptedEndpoint();
                var node = before(idle(TEN_PAUSES), endpoint.port());
                var client = node.client()) {
            var sender = Thread.ofVirtual().start(() -> sendBody(client, size));
            var connection = endpoint.accept();
            connection.readHead();
            for (int taken = 0; taken < size; taken += piece) {
                pause();
                assertThat(connection.in().readNBytes(piece)).hasSize(piece);
            }
            connection.send("HTTP/1.1 204 No Content\r\n\r\n");

            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
            sender.join();
            assertEnded(node, 204, "");
        }
    }

    private static void sendBody(RawClient client, int size) {
        try {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n" + "x".repeat(size));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sendForever(Socket socket) {
        var piece = new byte[64 * 1024];
        try {
            while (true) {
                socket.getOutputStream().write(piece);
            }
        } catch (IOException e) {
            // Closed: that is how it ends.
        }
    }

    @Test
    void aRequestThatTakesTooLongAltogether() throws IOException {
        try (var endpoint = FakeEndpoint.start().staySilent();
                var node = TestNode.before(TestNode.policy(request(SHORT)), endpoint)) {
            try (var client = node.client()) {
                assertThat(client.send(GET).readAnswer())
                        .startsWith("HTTP/1.1 504 ")
                        .contains("deadline");
                assertEnded(node, 504, "deadline");
            }
            node.awaitDisconnected();
            TestNode.await(() -> endpoint.openConnections() == 0);
        }
    }

    @Test
    void aRequestThatTakesTooLongAltogetherAlthoughItsAnswerHasBegun() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = before(request(SHORT), endpoint.port());
                var client = node.client()) {
            client.send(GET);
            var connection = endpoint.accept();
            answerHalf(connection);

            assertThat(client.readToEnd()).endsWith("half of<reset>");
            assertEnded(node, 200, "deadline");
            node.awaitDisconnected();
            assertThat(connection.readToEnd()).doesNotContain("<open>");
        }
    }

    /** A listener that is full and never accepts drops what else knocks, so that a connect to it hangs. */
    @Test
    void anEndpointThatCannotBeReached() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var fillers = fill(listener);
            try (var other = FakeEndpoint.start();
                    var node = before(connect(SHORT), listener.getLocalPort());
                    var both = before(connect(SHORT), listener.getLocalPort(), other.port())) {
                try (var client = node.client()) {
                    assertThat(client.send(GET).readAnswer())
                            .startsWith("HTTP/1.1 504 ")
                            .contains("connect_timeout");
                }
                assertEnded(node, 504, "connect_timeout");
                node.awaitDisconnected();
                assertThat(node.endpoint(0).figures().row()[EndpointFigures.REFUSED])
                        .isOne();

                try (var client = both.client()) {
                    for (int i = 0; i < 2; i++) {
                        assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
                    }
                }
                both.awaitQuiet();
                assertThat(both.ended(2)).extracting(TestNode.Ended::attempts).contains(2);
                assertThat(both.endpoint(0).connections()).isZero();
            } finally {
                for (var filler : fillers) {
                    filler.close();
                }
            }
        }
    }

    @Test
    void aClientThatLeavesBeforeThereIsAConnection() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var fillers = fill(listener);
            try (var node = before(connect(LONG), listener.getLocalPort())) {
                try (var client = node.client()) {
                    client.send(GET);
                    TestNode.await(() -> node.endpoint(0).connections() == 1);
                }

                node.awaitQuiet();
                assertThat(node.endpoint(0).figures().row()[EndpointFigures.REFUSED])
                        .as("the endpoint is not to blame")
                        .isZero();
            } finally {
                for (var filler : fillers) {
                    filler.close();
                }
            }
        }
    }

    private static List<Socket> fill(ServerSocket listener) throws IOException {
        var fillers = new ArrayList<Socket>();
        while (fillers.size() < 32) {
            var filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 300);
            } catch (SocketTimeoutException e) {
                return fillers;
            }
        }
        throw new AssertionError("a backlog of 1 took 32 connections");
    }

    @Test
    void aClientThatDoesNotReadItsAnswer() throws IOException {
        try (var endpoint = FakeEndpoint.start().body("x".repeat(24 << 20));
                var node = TestNode.before(TestNode.policy(idle(SHORT)), endpoint);
                var client = node.client()) {
            client.send(GET);

            assertEnded(node, 200, "client_timeout");
            node.awaitDisconnected();
            assertThat(node.endpoint(0).failures()).isZero();
            TestNode.await(() -> endpoint.openConnections() == 0);
        }
    }

    private static void assertEnded(TestNode node, int status, String reason) {
        assertThat(node.ended(1)).singleElement().satisfies(ended -> {
            assertThat(ended.reason()).isEqualTo(reason);
            assertThat(ended.status()).isEqualTo(status);
        });
        node.awaitQuiet();
    }
}
