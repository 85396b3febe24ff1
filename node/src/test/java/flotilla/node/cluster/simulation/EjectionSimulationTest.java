package flotilla.node.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.balance.SlowStart;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ejection by vote, and the way back, under traffic and over a network that loses one message in twenty. */
class EjectionSimulationTest {

    private static final int ENDPOINTS = 10;
    private static final int SICK = 4;
    private static final Duration SETTLED = Duration.ofSeconds(8);
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final long seed = Seed.ofThisRun();

    EjectionSimulationTest() {
        System.out.println("EjectionSimulationTest seed " + seed);
    }

    @Test
    void whoFailsForAllIsEjectedAndComesBackEverywhereAtOnceByOneSlowStart() {
        var world = world(3, Faults.none());
        world.fail(SICK, 0, 1, 2);
        world.run(Duration.ofSeconds(4));
        assertThat(IntStream.range(0, 3)).allMatch(node -> ejects(world, node, SICK));
        world.failures();
        world.run(Duration.ofSeconds(10));
        assertThat(world.failures()).as("while it is ejected").isZero();
        world.fail(SICK);

        var begun = new long[3];
        for (long millis = 0; Arrays.stream(begun).anyMatch(at -> at == 0); millis += 100) {
            assertThat(millis).as("votes last for 30 s").isLessThan(30_000);
            for (int node = 0; node < 3; node++) {
                double weight = world.weight(node, SICK);
                assertThat(weight).isLessThan(0.2);
                begun[node] = begun[node] == 0 && weight > 0 ? millis : begun[node];
            }
            world.run(MOMENT);
        }

        assertThat(Arrays.stream(begun).max().orElseThrow()
                        - Arrays.stream(begun).min().orElseThrow())
                .as("milliseconds between the nodes")
                .isLessThanOrEqualTo(500);
        world.run(Duration.ofSeconds(2));
        for (int i = 0; i < 60; i++) {
            world.run(MOMENT);
            double first = world.weight(0, SICK);
            assertThat(IntStream.range(1, 3).mapToDouble(node -> Math.abs(world.weight(node, SICK) - first)))
                    .as("a step at most")
                    .allMatch(difference -> difference < 0.051);
        }
        world.run(Duration.ofSeconds(3));
        assertThat(IntStream.range(0, 3)).allMatch(node -> world.weight(node, SICK) == 1);
        assertThat(world.failures()).isZero();
    }

    @Test
    void whoFailsForOneNodeAloneStaysWithAllOthers() {
        var world = world(3, Faults.none());
        world.fail(SICK, 0);

        for (int i = 0; i < 600; i++) {
            world.run(MOMENT);
            assertThat(IntStream.range(0, 3)).noneMatch(node -> ejects(world, node, SICK));
            assertThat(world.weight(1, SICK)).isEqualTo(1);
            assertThat(world.weight(2, SICK)).isEqualTo(1);
        }
    }

    @Test
    void twoNodesOfTenAreTooLittleOfTheTrafficAndFiveAreEnough() {
        var world = world(10, Faults.none());
        world.fail(SICK, 0, 1);
        world.run(Duration.ofSeconds(10));
        assertThat(IntStream.range(0, 10)).noneMatch(node -> ejects(world, node, SICK));

        world.fail(SICK, 0, 1, 2, 3, 4);

        assertThat(allEjectWithinThirtySeconds(world, 10)).isTrue();
    }

    /** Not at once: the third vote may be enough or too little by a hair, and keeps the others from what makes them vote. */
    private static boolean allEjectWithinThirtySeconds(TrafficWorld world, int nodes) {
        for (int i = 0; i < 300; i++) {
            world.run(MOMENT);
            if (IntStream.range(0, nodes).allMatch(node -> ejects(world, node, SICK))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void neverEjectsMoreThanThreeOfTenAndAllNodesTheSame() {
        var world = world(3, Faults.none());
        IntStream.range(0, 5).forEach(endpoint -> world.fail(endpoint, 0, 1, 2));

        for (int i = 0; i < 80; i++) {
            world.run(MOMENT);
            assertThat(IntStream.range(0, 3))
                    .allMatch(node -> world.decision(node).ejected().size() <= 3);
        }

        var decision = world.decision(0);
        assertThat(decision.ejected()).hasSize(3);
        assertThat(decision.spared()).hasSize(2);
        assertThat(IntStream.range(1, 3)).allMatch(node -> world.decision(node).equals(decision));
    }

    @Test
    void panicsBelowHalfAndAsksAllAlikeThenAndAfterwards() {
        var world = world(3, Faults.none());
        world.list(ENDPOINTS, 6);
        world.run(Duration.ofSeconds(1));
        assertThat(IntStream.range(0, 3)).allMatch(node -> world.decision(node).panic());
        assertThat(IntStream.range(0, ENDPOINTS)).allMatch(endpoint -> world.weight(0, endpoint) == 1);

        world.list(ENDPOINTS, 5);
        world.run(Duration.ofSeconds(1));
        assertThat(IntStream.range(0, 3)).noneMatch(node -> world.decision(node).panic());
        assertThat(world.weight(0, 5)).as("had its share all the time").isEqualTo(1);
        assertThat(world.weight(0, 0)).isZero();
    }

    @Test
    void bothSidesOfASplitEjectByThemselvesAndAgreeAfterwards() {
        var faults = Faults.none().partition(Set.of(2), SETTLED, SETTLED.plusSeconds(15));
        var world = world(3, faults);
        world.run(Duration.ofSeconds(3));
        world.fail(SICK, 0, 1, 2);

        world.run(Duration.ofSeconds(6));
        assertThat(IntStream.range(0, 3)).allMatch(node -> ejects(world, node, SICK));
        world.run(Duration.ofSeconds(9));
        assertThat(world.decision(2)).isEqualTo(world.decision(0));
        world.fail(SICK);
        world.run(Duration.ofSeconds(60));

        assertThat(IntStream.range(0, 3)).allMatch(node -> world.weight(node, SICK) == 1);
        assertThat(IntStream.range(0, 3)).noneMatch(node -> ejects(world, node, SICK));
    }

    private TrafficWorld world(int nodes, Faults faults) {
        var world = new TrafficWorld(nodes, 100.0 * nodes, MOMENT, SlowStart.DEFAULT, faults, seed);
        world.list(ENDPOINTS, 0);
        world.run(SETTLED);
        return world;
    }

    private static boolean ejects(TrafficWorld world, int node, int endpoint) {
        return world.decision(node).ejected().contains(world.key(endpoint));
    }
}
