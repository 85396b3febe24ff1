package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.RawClient;
import flotilla.node.TestNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientGoneTest {

    private static void leave(RawClient client, boolean reset) throws IOException {
        if (reset) {
            client.socket().setSoLinger(true, 0);
        }
        client.close();
    }

    private static void assertNothingIsLeft(TestNode node, FakeEndpoint endpoint) {
        assertThat(node.ended(1)).singleElement().satisfies(ended -> {
            assertThat(ended.reason()).isEqualTo("client_gone");
            assertThat(ended.status()).isEqualTo(499);
        });
        node.awaitDisconnected();
        TestNode.await(() -> endpoint.openConnections() == 0);
        assertThat(node.endpoint(0).failures()).as("not the endpoint's doing").isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inTheMiddleOfABodyOfKnownLength(boolean reset) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nsome");
            TestNode.await(() -> endpoint.openConnections() == 1);

            leave(client, reset);

            assertNothingIsLeft(node, endpoint);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inTheMiddleOfAChunk(boolean reset) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
            TestNode.await(() -> endpoint.openConnections() == 1);

            leave(client, reset);

            assertNothingIsLeft(node, endpoint);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whileItsAnswerIsAwaited(boolean reset) throws Exception {
        try (var endpoint = FakeEndpoint.start().staySilent();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            endpoint.awaitRequests(1);

            leave(client, reset);

            assertNothingIsLeft(node, endpoint);
        }
    }

    @Test
    void beforeItsHeadIsWhole() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send("GET / HTTP/1.1\r\nHo");
            TestNode.await(() -> node.node().view().clientConnections() == 1);

            leave(client, false);

            node.awaitDisconnected();
            assertThat(node.ended(0)).isEmpty();
        }
    }
}
