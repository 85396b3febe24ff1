package flotilla.node.io.tls;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.RawClient;
import flotilla.node.TestNode;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.tls.TestAuthority;
import flotilla.node.tls.TestServerTls;
import flotilla.node.tls.Tls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many handshakes at once. */
class HandshakesTest {

    private static final int CLIENTS = 100;

    private static UpstreamPolicy patient() {
        var minute = Duration.ofMinutes(1);
        return TestNode.policy(new Timeouts(minute, minute, minute, minute, Duration.ZERO))
                .withTls(Tls.policy());
    }

    @Test
    void allComeToAnEndAndNothingIsLeftOfThem() throws Exception {
        var wrong = TestServerTls.of(new TestAuthority("Other").issue("127.0.0.1"));
        try (var one = FakeEndpoint.start(Tls.server()).hold();
                var other = FakeEndpoint.start(Tls.server()).hold();
                var bad = FakeEndpoint.start(wrong);
                var node = TestNode.before(patient(), one, other, bad)) {
            var clients = new ArrayList<RawClient>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(node.client().send("GET /" + i + " HTTP/1.1\r\nHost: h\r\n\r\n"));
            }
            TestNode.await(() -> one.requests() + other.requests() == CLIENTS);
            one.release();
            other.release();

            assertThat(answers(clients)).isEqualTo(CLIENTS);
            node.awaitQuiet();
            clients.forEach(RawClient::close);
            one.dropConnections();
            other.dropConnections();
            node.awaitDisconnected();
        }
    }

    @Test
    void clientsThatLeaveInTheMiddleLeaveNothingBehind() throws Exception {
        try (var endpoint = FakeEndpoint.start(Tls.server());
                var node = TestNode.before(Tls.upstream(), endpoint)) {
            for (int i = 0; i < CLIENTS; i++) {
                var client = node.client().send("GET /" + i + " HTTP/1.1\r\nHost: h\r\n\r\n");
                if (i % 2 == 0) {
                    client.socket().setSoLinger(true, 0);
                }
                client.close();
            }
            node.ended(1);
            TestNode.await(() -> node.node().view().clientConnections() == 0);
            node.awaitQuiet();
            endpoint.dropConnections();
            node.awaitDisconnected();
        }
    }

    private static int answers(List<RawClient> clients) throws InterruptedException {
        var good = new AtomicInteger();
        var readers = clients.stream()
                .map(client -> Thread.startVirtualThread(() -> {
                    try {
                        if (client.readAnswer().startsWith("HTTP/1.1 200 ")) {
                            good.incrementAndGet();
                        }
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }))
                .toList();
        for (var reader : readers) {
            reader.join();
        }
        return good.get();
    }
}
