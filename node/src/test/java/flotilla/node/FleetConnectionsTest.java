package flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.route.PoolPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes that may have eight connections to an endpoint together, over real sockets. How exactly they keep that is
 * simulated: on a machine that stalls for a second each of them believes to be alone.
 */
class FleetConnectionsTest {

    private static final int MAX = 8;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void closeClients() {
        clients.forEach(RawClient::close);
    }

    private static TestFleet fleet(FakeEndpoint endpoint) {
        var pool = new PoolPolicy(MAX, 1000, LONG, LONG, Duration.ZERO);
        var fleet = new TestFleet(TestNode.policy(pool), List.of("a", "b"), endpoint);
        fleet.awaitTogether();
        for (var node : fleet.nodes()) {
            TestNode.await(() -> live(node).connectionShare() == MAX / 2);
        }
        return fleet;
    }

    private static LiveEndpoint live(Node node) {
        return node.view().upstreams().getFirst().endpoints().getFirst().endpoint();
    }

    /** So many new clients that have asked this node and have no answer yet. */
    private List<RawClient> ask(TestFleet fleet, Node node, int count) throws IOException {
        var asking = new ArrayList<RawClient>();
        for (int i = 0; i < count; i++) {
            var client = fleet.client(node);
            clients.add(client);
            asking.add(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        }
        return asking;
    }

    private static void requireAnswers(List<RawClient> asking) throws IOException {
        for (var client : asking) {
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void theBusyNodeHasNextToAllOfThemAndTheOtherOneAtOnce() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var fleet = fleet(endpoint)) {
            var a = fleet.nodes().get(0);
            var b = fleet.nodes().get(1);
            var ofA = ask(fleet, a, 40);
            TestNode.await(() -> live(a).connections() >= MAX - 1);
            TestNode.await(() -> live(b).connectionShare() == 1);

            var ofB = ask(fleet, b, 40);
            endpoint.awaitRequests(MAX);
            TestNode.await(() -> live(a).connectionShare() <= MAX / 2);
            assertThat(live(a).connections()).as("what is under way is not cut").isGreaterThan(MAX / 2);
            assertThat(endpoint.connections())
                    .as("each for itself would have all")
                    .isLessThan(2 * MAX);

            endpoint.release();
            requireAnswers(ofA);
            requireAnswers(ofB);
        }
    }

    @Test
    void whatANodeHasIdleIsClosedForAnotherThatNeedsIt() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var fleet = fleet(endpoint)) {
            var a = fleet.nodes().get(0);
            var b = fleet.nodes().get(1);
            var ofA = ask(fleet, a, 40);
            TestNode.await(() -> live(a).connections() >= MAX - 1);
            endpoint.release();
            requireAnswers(ofA);

            endpoint.hold();
            var ofB = ask(fleet, b, 40);
            TestNode.await(() -> live(b).connections() >= MAX - 1 && live(a).connections() <= 1);
            endpoint.release();
            requireAnswers(ofB);
        }
    }
}
