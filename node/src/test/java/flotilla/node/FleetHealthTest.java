package flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.NodeView.EndpointView;
import flotilla.node.cluster.FleetVerdict.State;
import flotilla.node.health.HealthPolicy;
import flotilla.node.route.UpstreamPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three nodes that share the checks of their endpoints, over real sockets. */
class FleetHealthTest {

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final List<String> NAMES = List.of("a", "b", "c");

    private static UpstreamPolicy policy() {
        var normal = HealthPolicy.DEFAULT;
        return TestNode.policy(new HealthPolicy(
                INTERVAL,
                normal.jitter(),
                normal.timeout(),
                1,
                2,
                "/health",
                normal.host(),
                "200",
                normal.body(),
                normal.failures()));
    }

    /** The first endpoint, which falls sick. */
    private static EndpointView sick(Node node) {
        return node.view().upstreams().getFirst().endpoints().getFirst();
    }

    private static List<Node> checkers(TestFleet fleet) {
        return fleet.nodes().stream()
                .filter(node -> node.fleet().orElseThrow().checks(sick(node).endpoint()))
                .toList();
    }

    private static boolean serves(Node node) {
        return sick(node).weight() > 0;
    }

    private static State verdict(Node node) {
        return node.fleet()
                .orElseThrow()
                .health()
                .verdict(sick(node).endpoint())
                .state();
    }

    private static void awaitAllWell(TestFleet fleet) {
        fleet.awaitTogether();
        TestNode.await(() ->
                checkers(fleet).size() == 2 && fleet.nodes().stream().allMatch(node -> verdict(node) == State.UP));
    }

    @Test
    void twoCheckAndAllFollow() {
        try (var sick = FakeEndpoint.start();
                var well = FakeEndpoint.start();
                var fleet = new TestFleet(policy(), NAMES, sick, well)) {
            awaitAllWell(fleet);

            sick.status(500);
            TestNode.await(() -> fleet.nodes().stream().noneMatch(FleetHealthTest::serves));
            assertThat(fleet.nodes()).allMatch(node -> verdict(node) == State.DOWN);

            sick.status(200);
            TestNode.await(() -> fleet.nodes().stream().allMatch(FleetHealthTest::serves));
        }
    }

    /** While it still has a request in flight, and long before the cluster misses it. */
    @Test
    void whoLeavesInOrderHandsItsChecksOverAndServesMeanwhile() throws Exception {
        try (var sick = FakeEndpoint.start();
                var well = FakeEndpoint.start();
                var fleet = new TestFleet(policy(), NAMES, sick, well)) {
            awaitAllWell(fleet);
            var leaver = checkers(fleet).getFirst();
            try (var client = fleet.client(leaver)) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
                TestNode.await(() -> leaver.view().requestsInFlight() == 1);

                var stopping = fleet.stop(leaver, Duration.ofSeconds(60));

                TestNode.await(() -> checkers(fleet).size() == 2);
                assertThat(fleet.nodes()).allMatch(node -> hasPeer(node, leaver));
                client.send("hello");
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
                stopping.join();
                TestNode.await(() -> fleet.nodes().stream().noneMatch(node -> hasPeer(node, leaver)));
            }
        }
    }

    private static boolean hasPeer(Node node, Node other) {
        var id = other.fleet().orElseThrow().self();
        return node.fleet().orElseThrow().peers().stream()
                .anyMatch(peer -> peer.node().equals(id));
    }

    @Test
    void whoIsLeftTakesTheChecksOver() {
        try (var sick = FakeEndpoint.start();
                var well = FakeEndpoint.start();
                var fleet = new TestFleet(policy(), NAMES, sick, well)) {
            awaitAllWell(fleet);

            fleet.end(checkers(fleet).getFirst());
            TestNode.await(() -> checkers(fleet).size() == 2);
            sick.status(500);

            TestNode.await(() -> fleet.nodes().stream().noneMatch(FleetHealthTest::serves));
        }
    }
}
