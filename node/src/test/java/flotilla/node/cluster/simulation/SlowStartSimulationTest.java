package flotilla.node.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.balance.SlowStart;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * An endpoint that is new beside ten with about a hundred requests in flight each, from five nodes.
 *
 * <p>Bounds. A count of 100 in flight varies by 10, one standard deviation; each bar is five of them or more from what is
 * to be expected.
 */
class SlowStartSimulationTest {

    private static final int OLD = 10;
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private final long seed = Seed.ofThisRun();

    SlowStartSimulationTest() {
        System.out.println("SlowStartSimulationTest seed " + seed);
    }

    @Test
    void withoutItWhoIsNewGetsEverybodysRequestsUntilItHasAsMany() {
        var world = withNewcomer(SlowStart.OFF);

        world.run(Duration.ofMillis(300));

        assertThat(ratio(world)).as("within 300 ms").isGreaterThan(0.7);
    }

    @Test
    void withItWhoIsNewHasItsShareOfWhatIsInFlightAndNoMore() {
        var world = withNewcomer(SlowStart.DEFAULT);

        world.run(Duration.ofMillis(300));
        assertThat(ratio(world)).as("a tenth").isLessThan(0.3);
        world.run(Duration.ofMillis(4_900));
        assertThat(ratio(world)).as("half").isBetween(0.3, 0.7);
        world.run(Duration.ofSeconds(6));
        assertThat(ratio(world)).as("all").isBetween(0.7, 1.3);
    }

    private TrafficWorld withNewcomer(SlowStart slowStart) {
        var world = new TrafficWorld(5, 1_000, Duration.ofSeconds(1), slowStart, Faults.none(), seed);
        world.list(OLD, 0);
        world.run(SETTLED);
        world.list(OLD + 1, 0);
        return world;
    }

    /** What the newcomer has in flight against the others' mean. */
    private static double ratio(TrafficWorld world) {
        return world.inFlight(OLD)
                / IntStream.range(0, OLD).map(world::inFlight).average().orElseThrow();
    }
}
