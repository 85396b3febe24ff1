package flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.ConcurrencyPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes that may have eight requests in flight together, over real sockets; how exactly they keep that is simulated. */
class FleetConcurrencyTest {

    private static final int MAX = 8;

    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void closeClients() {
        clients.forEach(RawClient::close);
    }

    private static ConcurrencyLimit limit(Node node) {
        return node.view().upstreams().getFirst().concurrency().orElseThrow();
    }

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
    void theBusyNodeHasNextToAllAndWhatItHasIsNotCutForAnother() throws Exception {
        var policy = TestNode.policy()
                .withConcurrency(ConcurrencyPolicy.of(String.valueOf(MAX)).withQueue(1000, Duration.ofSeconds(30)));
        try (var endpoint = FakeEndpoint.start().hold();
                var fleet = new TestFleet(policy, List.of("a", "b"), endpoint)) {
            fleet.awaitTogether();
            var a = fleet.nodes().get(0);
            var b = fleet.nodes().get(1);
            TestNode.await(() -> limit(a).limit() == MAX / 2 && limit(b).limit() == MAX / 2);

            var ofA = ask(fleet, a, 40);
            TestNode.await(() -> limit(a).inFlight() >= MAX - 1);
            TestNode.await(() -> limit(b).limit() == 1);
            var ofB = ask(fleet, b, 40);
            TestNode.await(() -> limit(a).limit() <= MAX / 2);
            assertThat(limit(a).inFlight()).as("what is under way").isGreaterThan(MAX / 2);
            assertThat(limit(a).inFlight() + limit(b).inFlight())
                    .as("each for itself would have all")
                    .isLessThan(2 * MAX);

            endpoint.release();
            requireAnswers(ofA);
            requireAnswers(ofB);
            TestNode.await(() -> limit(a).inFlight() == 0 && limit(b).inFlight() == 0);
        }
    }
}
