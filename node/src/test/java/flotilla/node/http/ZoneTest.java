package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.TestNode;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZoneTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    @Test
    void requestsStayInTheZoneWhileItLivesAndLeaveItWhenItDoesNot() throws IOException {
        try (var near = FakeEndpoint.start();
                var far = FakeEndpoint.start();
                var node = node("a", near, far);
                var client = node.client()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200");
            }
            assertThat(near.requests()).isEqualTo(10);
            assertThat(far.requests()).isZero();

            near.refuse().dropConnections();
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200");
            assertThat(far.requests()).isEqualTo(1);
        }
    }

    private static TestNode node(String zone, FakeEndpoint near, FakeEndpoint far) {
        var source = URI.create("fixed:127.0.0.1:" + near.port() + ";zone=a,127.0.0.1:" + far.port() + ";zone=b");
        return TestNode.of(new NodeConfig(
                2,
                Map.of("web", ListenerPolicy.DEFAULT.withBind("127.0.0.1:0")),
                Map.of("app", new UpstreamConfig(List.of(source), TestNode.policy())),
                List.of(new Route("all", RouteMatch.any(), "app", Route.UNLIMITED)),
                List.of(),
                UpstreamPolicy.DEFAULT,
                NodeLimits.DEFAULT,
                zone));
    }
}
