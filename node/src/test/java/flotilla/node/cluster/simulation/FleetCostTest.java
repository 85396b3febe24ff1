package flotilla.node.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a node of a busy fleet sends: to each other node ten reports and one table each second, and each message no longer
 * in a large fleet than in a small one. So CPU time and bytes of a node grow with the number of the others, and not faster.
 */
class FleetCostTest {

    private static final int ENDPOINTS = 50;
    private static final int SECONDS = 5;
    private static final double PER_SECOND = 11;
    // Of the network simulated here.
    private static final double LOST = 0.05;
    // Key, requests, connections and latency of an endpoint in a report, and the head of it.
    private static final double MAX_BYTES = ENDPOINTS * 16 + 100;

    private final long seed = Seed.ofThisRun();

    FleetCostTest() {
        System.out.println("FleetCostTest seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 50})
    void whatANodeSendsGrowsWithTheNumberOfTheOthersAlone(int nodes) {
        var world = new VerdictWorld(nodes, ENDPOINTS, Faults.none(), seed);
        world.busy();
        world.run(Duration.ofSeconds(3));
        long messages = world.messages();
        long bytes = world.bytes();

        world.run(Duration.ofSeconds(SECONDS));

        double sent = (world.messages() - messages) / (double) nodes / SECONDS;
        double length = (world.bytes() - bytes) / (double) (world.messages() - messages);
        System.out.printf("%d nodes: %.1f messages/s of %.0f bytes from each%n", nodes, sent, length);
        double expected = PER_SECOND * (nodes - 1) * (1 - LOST);
        // Losses are drawn: of the fewest, 330 of three nodes in five seconds, 4 deviations are 5 %.
        assertThat(sent).isCloseTo(expected, within(0.1 * expected));
        assertThat(length).isBetween(ENDPOINTS * 4.0, MAX_BYTES);
    }
}
