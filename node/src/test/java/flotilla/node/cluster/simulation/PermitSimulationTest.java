package flotilla.node.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests in flight to one upstream, bounded to thirty over three nodes, over a network that loses one message in twenty. The
 * bounds are those of {@link ConnectionSimulationTest}, as the rules are.
 */
class PermitSimulationTest {

    private static final int MAX = 30;
    private static final int NODES = 3;
    private static final int SETTLED = MAX + NODES - 1;
    private static final int SHIFTING = SETTLED + MAX / 5;
    private static final Duration QUICK = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration WARM = Duration.ofSeconds(5);

    private final long seed = Seed.ofThisRun();

    PermitSimulationTest() {
        System.out.println("PermitSimulationTest seed " + seed);
    }

    private PermitWorld world(Faults faults) {
        var world = new PermitWorld(NODES, MAX, faults, seed);
        world.run(Duration.ofSeconds(1));
        return world;
    }

    @ParameterizedTest
    @CsvSource({"100, 100, 100", "300, 20, 5", "1000, 1, 0", "10, 10, 10", "200, 0, 0"})
    void staysWithinTheLimitAndUsesItHoweverClientsAreSpread(int one, int two, int three) {
        var world = world(Faults.none());
        world.clients(0, one, QUICK, LONG);
        world.clients(1, two, QUICK, LONG);
        world.clients(2, three, QUICK, LONG);

        world.run(WARM);
        assertThat(world.most()).as("while parts are found").isLessThanOrEqualTo(SHIFTING);
        world.run(Duration.ofSeconds(60));
        assertThat(world.most()).isLessThanOrEqualTo(SHIFTING);
        assertThat(world.inFlight()).isGreaterThanOrEqualTo(MAX - NODES - 2);
    }

    @Test
    void followsTheClientsFromNodeToNode() {
        var world = world(Faults.none());
        for (int round = 0; round < 6; round++) {
            int busy = round % NODES;
            world.clients(busy, 200, QUICK, Duration.ofSeconds(10));
            world.run(Duration.ofSeconds(3));

            assertThat(world.inFlight(busy)).as("round %d", round).isGreaterThanOrEqualTo(MAX - NODES - 2);
            assertThat(world.most()).isLessThanOrEqualTo(SHIFTING);
            world.run(Duration.ofSeconds(10));
        }
    }

    /** What is under way is not cut: the newcomer has one at once, and more as the other's end. */
    @Test
    void waitsForWhatIsUnderWayAndStarvesNobody() {
        var world = world(Faults.none());
        world.clients(0, 100, Duration.ofSeconds(4), LONG);
        world.run(WARM);
        assertThat(world.inFlight(0)).isGreaterThanOrEqualTo(MAX - NODES);
        world.most();

        world.clients(1, 100, Duration.ofSeconds(4), LONG);
        world.run(Duration.ofMillis(100));
        assertThat(world.inFlight(1)).isOne();
        world.run(Duration.ofSeconds(30));

        assertThat(world.most()).isLessThanOrEqualTo(SHIFTING);
        assertThat(world.inFlight(1)).isBetween(MAX / 2 - 4, MAX / 2 + 1);
    }

    @Test
    void theRestTakesOverWhatAKilledNodeHad() {
        var world = world(Faults.none());
        for (int node = 0; node < NODES; node++) {
            world.clients(node, 100, QUICK, LONG);
        }
        world.run(WARM);
        world.kill(0);
        world.run(Duration.ofSeconds(4));
        world.expect(1, 2);
        world.expect(2, 2);
        world.run(WARM);

        assertThat(world.most()).isLessThanOrEqualTo(SHIFTING);
        assertThat(world.inFlight()).isGreaterThanOrEqualTo(MAX - NODES - 1);
    }

    @Test
    void theSidesOfASplitTakeNoMoreThanTheirParts() {
        var world = world(Faults.none().partition(Set.of(2), Duration.ofSeconds(10), Duration.ofSeconds(40)));
        world.clients(0, 10, QUICK, LONG);
        world.clients(2, 300, QUICK, LONG);
        world.run(Duration.ofSeconds(20));
        world.most();

        world.run(Duration.ofSeconds(15));
        assertThat(world.most()).as("split").isLessThanOrEqualTo(SETTLED);
        assertThat(world.inFlight(2)).isBetween(MAX / 3 - 1, MAX / 3);
        world.run(Duration.ofSeconds(25));
        assertThat(world.most()).as("as it heals").isLessThanOrEqualTo(SHIFTING);
        assertThat(world.inFlight(2)).isGreaterThan(MAX / 2);
    }
}
