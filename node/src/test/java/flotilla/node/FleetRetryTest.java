package flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.resilience.RetryPolicy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Retries of several nodes to the same endpoints, over real sockets. */
class FleetRetryTest {

    private static final int REQUESTS = 20;

    /** Ten at once over the fleet, and one a second; without each other's word the two nodes would let pass twice as many. */
    @Test
    void nodesOfAFleetShareTheFloorOfTheirRetries() throws IOException {
        var retry = RetryPolicy.DEFAULT.withAttempts(2).withBudget(0, 1);
        try (var one = FakeEndpoint.start().closeOnRequest();
                var other = FakeEndpoint.start().closeOnRequest();
                var fleet = new TestFleet(TestNode.policy().withRetry(retry), List.of("a", "b"), one, other)) {
            fleet.awaitTogether();
            awaitTicks(fleet.nodes().get(0), fleet.nodes().get(1));
            long start = System.nanoTime();
            for (var node : fleet.nodes()) {
                ask(fleet, node);
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + 1;

            long retries =
                    fleet.nodes().stream().mapToLong(FleetRetryTest::retries).sum();
            assertThat(retries).isBetween(5L, 10 + seconds + 1);
            assertThat(one.requests() + other.requests()).isEqualTo(2 * REQUESTS + (int) retries);
        }
    }

    private static void ask(TestFleet fleet, Node node) throws IOException {
        try (var client = fleet.client(node)) {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readAnswer())
                        .startsWith("HTTP/1.1 502 ");
            }
        }
    }

    private static long retries(Node node) {
        return node.view().upstreams().getFirst().retries().retries();
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
}
