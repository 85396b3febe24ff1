package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.RawClient;
import flotilla.node.TestNode;
import flotilla.node.health.HealthPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Endpoints of a lower priority serve when those before them cannot. */
class BackupTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";

    @Test
    void aBackupServesWhileNobodyElseDoesAndNoLonger() throws IOException {
        try (var first = FakeEndpoint.start();
                var backup = FakeEndpoint.start();
                var node = node(checked(), first, backup);
                var client = node.client()) {
            assertAnswered(client, GET, 5);
            assertThat(backup.requests()).isZero();

            first.refuse().dropConnections();
            assertAnswered(client, GET, 5);
            assertThat(backup.requests()).isEqualTo(5);
            TestNode.await(() -> weight(node, 0) == 0 && weight(node, 1) == 1);
            assertAnswered(client, GET, 5);
            assertThat(backup.requests()).isEqualTo(10);

            first.accept();
            TestNode.await(() -> weight(node, 0) == 1 && weight(node, 1) == 0);
            int before = first.requests();
            assertAnswered(client, GET, 5);
            assertThat(first.requests()).isEqualTo(before + 5);
            assertThat(backup.requests()).isEqualTo(10);
        }
    }

    @Test
    void aRetryGoesToTheNextLevelOnceThisOneHasBeenTried() throws IOException {
        try (var first = FakeEndpoint.start();
                var second = FakeEndpoint.start();
                var backup = FakeEndpoint.start();
                var node = node(TestNode.policy(), first, second, backup);
                var client = node.client()) {
            first.refuse();
            second.refuse();

            assertAnswered(client, POST, 1);

            assertThat(backup.requests()).isEqualTo(1);
            assertThat(node.ended(1).getFirst().attempts()).isEqualTo(3);
        }
    }

    private static UpstreamPolicy checked() {
        return TestNode.policy(
                new HealthPolicy(Duration.ofMillis(50), 0, Duration.ofSeconds(5), 1, 1, "", "", "200", "", 0));
    }

    /** The last is a backup. */
    private static TestNode node(UpstreamPolicy policy, FakeEndpoint... endpoints) {
        var source = new StringBuilder("fixed:");
        for (int i = 0; i < endpoints.length; i++) {
            source.append(i == 0 ? "" : ",").append("127.0.0.1:").append(endpoints[i].port());
        }
        return TestNode.start(
                policy,
                listener -> listener,
                NodeLimits.DEFAULT,
                Route.UNLIMITED,
                URI.create(source.append(";backup=true").toString()));
    }

    private static double weight(TestNode node, int endpoint) {
        return node.node()
                .view()
                .upstreams()
                .getFirst()
                .endpoints()
                .get(endpoint)
                .weight();
    }

    private static void assertAnswered(RawClient client, String request, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            assertThat(client.send(request).readAnswer()).startsWith("HTTP/1.1 200");
        }
    }
}
