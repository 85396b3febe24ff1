package flotilla.node.io.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.RawClient;
import flotilla.node.ScriptedEndpoint;
import flotilla.node.TestNode;
import flotilla.node.route.Route;
import flotilla.node.tls.TestServerTls;
import flotilla.node.tls.Tls;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes between a client and an endpoint that speaks TLS. */
class TlsRelayTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final int LARGE = 24 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void passesRequestsAndAnswersOnOneConnection(String protocol) throws IOException {
        var tls = Tls.server().only(protocol);
        try (var endpoint = FakeEndpoint.start(tls).body("hello");
                var node = TestNode.before(Tls.upstream(), endpoint);
                var client = node.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).readAnswer())
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("hello");
            }
            var chunked =
                    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
            assertThat(client.send(chunked).readAnswer()).endsWith("hello");

            assertThat(endpoint.last().body()).isEqualTo("abcde");
            assertThat(endpoint.connections()).isOne();
        }
    }

    @Test
    void carriesLargeBodiesBothWaysUnchangedHoweverSlowlyTheyAreRead() throws Exception {
        var bytes = new byte[LARGE];
        new Random(7).nextBytes(bytes);
        try (var endpoint = new ScriptedEndpoint(Tls.server());
                var node = endpoint.node(Tls.upstream());
                var client = node.client()) {
            var up = write(client, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + LARGE + "\r\n\r\n", bytes);
            try (var side = endpoint.accept()) {
                assertThat(side.readHead()).contains("Content-Length: " + LARGE);
                TestNode.await(() -> node.node().view().bufferBytes() > 0);
                assertThat(side.in().readNBytes(LARGE)).isEqualTo(bytes);
                up.join();

                var down = write(side, "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n", bytes);
                client.readHead();
                TestNode.await(() -> node.node().view().bufferBytes() > 0);
                assertThat(client.in().readNBytes(LARGE)).isEqualTo(bytes);
                down.join();
                node.awaitQuiet();
            }
        }
    }

    private static Thread write(RawClient side, String head, byte[] body) {
        return Thread.startVirtualThread(() -> {
            try {
                side.send(head);
                side.socket().getOutputStream().write(body);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void speaksTlsToAnEndpointThatSaysHttps() throws IOException {
        var policy = TestNode.policy().withTls(Tls.policy().withEnabled(false));
        try (var plain = FakeEndpoint.start().body("plain");
                var sealed = FakeEndpoint.start(Tls.server()).body("sealed");
                var node = TestNode.start(
                        policy,
                        listener -> listener,
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        URI.create("fixed:" + plain.endpoint() + "," + sealed.endpoint() + ";protocol=https"));
                var client = node.client()) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
            }

            assertThat(plain.requests()).isEqualTo(2);
            assertThat(sealed.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void takesUpAnEarlierSessionOnANewConnection(String protocol) throws IOException {
        var tls = Tls.server().only(protocol);
        try (var endpoint = FakeEndpoint.start(tls).header("Connection", "close");
                var node = TestNode.before(Tls.upstream(), endpoint);
                var client = node.client()) {
            for (int i = 1; i <= 6; i++) {
                assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
                int done = i;
                TestNode.await(() -> endpoint.openConnections() == 0 && endpoint.connections() == done);
            }

            TestNode.await(() -> tls.handshakes() == 6);
            assertThat(tls.sessions()).isOne();
        }
    }

    @Test
    void keepsAnIdleConnectionOnWhichTlsTalksToItself() throws Exception {
        try (var endpoint = new ScriptedEndpoint(Tls.server());
                var node = endpoint.node(Tls.upstream());
                var client = node.client()) {
            client.send(GET);
            try (var side = endpoint.accept()) {
                for (int i = 0; i < 4; i++) {
                    side.readHead();
                    side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    client.readAnswer();
                    // TLS 1.3: begins a handshake anew, which sends new keys.
                    ((SSLSocket) side.socket()).startHandshake();
                    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
                }
                side.readHead();
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

                assertThat(client.readAnswer()).endsWith("ok");
                assertThat(node.endpoint(0).connections()).isOne();
            }
        }
    }

    @Test
    void doesNotNegotiateAnew() throws Exception {
        try (var endpoint = new ScriptedEndpoint(Tls.server().only("TLSv1.2"));
                var node = endpoint.node(Tls.upstream());
                var client = node.client()) {
            client.send(GET);
            var first = endpoint.accept();
            first.readHead();
            first.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            client.readAnswer();
            var socket = (SSLSocket) first.socket();

            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        socket.getInputStream().readAllBytes();
                    })
                    .isInstanceOf(IOException.class);
            TestNode.await(() -> node.endpoint(0).connections() == 0);

            client.send(GET);
            try (var second = endpoint.accept()) {
                second.readHead();
                second.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                assertThat(client.readAnswer()).endsWith("ok");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void putsRecordsTogetherThatComeInPieces(String protocol) throws IOException {
        try (var endpoint = FakeEndpoint.start(Tls.server().only(protocol)).body("y".repeat(40_000));
                var pieces = new Pieces(endpoint.port());
                var node = TestNode.start(
                        Tls.upstream(),
                        listener -> listener,
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        List.of(pieces.port()));
                var client = node.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).readAnswer()).endsWith("\r\n\r\n" + "y".repeat(40_000));
            }
            node.awaitQuiet();
        }
    }

    @Test
    void anAnswerThatEndsWithCloseNotifyIsWhole() throws IOException {
        try (var endpoint = new ScriptedEndpoint(Tls.server());
                var node = endpoint.node(Tls.upstream());
                var client = node.client()) {
            client.send(GET);
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.1 200 OK\r\n\r\nall of it");
            }

            assertThat(client.readUntil("0\r\n\r\n")).contains("all of it");
        }
    }

    @Test
    void anAnswerThatEndsWithoutCloseNotifyIsCut() throws IOException {
        var raw = new AtomicReference<Socket>();
        var tls = Tls.server();
        try (var endpoint = new ScriptedEndpoint(socket -> {
                    raw.set(socket);
                    return tls.apply(socket);
                });
                var node = endpoint.node(Tls.upstream());
                var client = node.client()) {
            client.send(GET);
            var side = endpoint.accept();
            side.readHead();
            side.send("HTTP/1.1 200 OK\r\n\r\nperhaps not all of it");
            raw.get().close();

            assertThat(client.readToEnd()).endsWith("perhaps not all of it\r\n<reset>");
            assertThat(node.ended(1).getFirst().reason()).isEqualTo("response_cut");
            node.awaitDisconnected();
        }
    }

    @Test
    void asksForTheNameOfThePolicyAndSpeaksHttp1() throws Exception {
        var tls = TestServerTls.of(Tls.AUTHORITY.issue("shop.example")).adapting(parameters -> {
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            return parameters;
        });
        var policy = TestNode.policy().withTls(Tls.policy().withServerName("shop.example"));
        try (var endpoint = new ScriptedEndpoint(tls);
                var node = endpoint.node(policy);
                var client = node.client()) {
            client.send(GET);
            try (var side = endpoint.accept()) {
                side.readHead();
                var socket = (SSLSocket) side.socket();

                assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
                assertThat(((javax.net.ssl.ExtendedSSLSession) socket.getSession()).getRequestedServerNames())
                        .singleElement()
                        .asString()
                        .contains("shop.example");
            }
        }
    }
}
