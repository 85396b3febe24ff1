package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.Node;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.RawClient;
import flotilla.node.TestFleet;
import flotilla.node.TestNode;
import flotilla.node.TestNode.Ended;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.route.RatePolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final Pattern RETRY_AFTER = Pattern.compile("\r\nRetry-After: (\\d+)\r\n");
    private static final Route ANY = new Route("all", RouteMatch.any(), "app", Route.UNLIMITED);

    @Test
    void refusesWhatIsAboveTheRateOfTheRouteAndSaysWhenToComeAgain() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = start(endpoint, ANY.withRate(new RatePolicy("30/h", 3)), RatePolicy.DEFAULT);
                var client = node.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
            }

            var refusal = ask(client);

            assertThat(refusal)
                    .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                    .contains("\r\nProxy-Status: ")
                    .contains("http_request_denied")
                    .contains("route_rate");
            var wait = RETRY_AFTER.matcher(refusal);
            assertThat(wait.find()).isTrue();
            assertThat(Integer.parseInt(wait.group(1)))
                    .as("one each two minutes")
                    .isBetween(1, 120);
            assertThat(endpoint.requests()).isEqualTo(3);
            assertThat(node.ended(4)).extracting(Ended::reason).contains(Reason.ROUTE_RATE.code());
        }
    }

    @Test
    void refusesWhatIsAboveTheRateOfTheUpstream() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = start(endpoint, ANY.withRate(new RatePolicy("30/h", 9)), new RatePolicy("30/h", 2));
                var client = node.client()) {
            assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
            assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
            for (int i = 0; i < 20; i++) {
                assertThat(ask(client)).startsWith("HTTP/1.1 429 ").contains("upstream_rate");
            }
            assertThat(endpoint.requests()).isEqualTo(2);
        }
    }

    /** Two may come at once, over the fleet: one to each, also once one of them is known to be asked for more. */
    @Test
    void nodesOfAFleetShareIt() throws Exception {
        var policy = TestNode.policy().withRate(new RatePolicy("2/h", 2));
        try (var endpoint = FakeEndpoint.start();
                var fleet = new TestFleet(policy, List.of("a", "b"), endpoint)) {
            fleet.awaitTogether();
            awaitTicks(fleet.nodes().get(0), fleet.nodes().get(1));
            for (var node : fleet.nodes()) {
                try (var client = fleet.client(node)) {
                    assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
                    assertThat(ask(client)).startsWith("HTTP/1.1 429 ");
                }
            }
            assertThat(endpoint.requests()).isEqualTo(2);
        }
    }

    /** Shares are set at each tick; a report follows it. */
    private static void awaitTicks(Node one, Node other) {
        long ofOther = reportsSeen(one);
        long ofOne = reportsSeen(other);
        TestNode.await(() -> reportsSeen(one) > ofOther + 2 && reportsSeen(other) > ofOne + 2);
    }

    private static long reportsSeen(Node by) {
        return by.fleet().orElseThrow().peers().getFirst().report().origin().sequence();
    }

    private static TestNode start(FakeEndpoint endpoint, Route route, RatePolicy ofUpstream) {
        return TestNode.start(
                TestNode.policy().withRate(ofUpstream),
                listener -> listener,
                NodeLimits.DEFAULT,
                route,
                URI.create("fixed:" + endpoint.endpoint().authority()));
    }

    private static String ask(RawClient client) throws Exception {
        return client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer();
    }
}
