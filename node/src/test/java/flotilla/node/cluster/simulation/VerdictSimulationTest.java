package flotilla.node.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.cluster.FleetVerdict.State;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verdicts over a network that loses one message in twenty, with checks each second. */
class VerdictSimulationTest {

    private static final int ENDPOINTS = 20;
    private static final Duration SETTLED = Duration.ofSeconds(6);

    private final long seed = Seed.ofThisRun();

    VerdictSimulationTest() {
        System.out.println("VerdictSimulationTest seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 50})
    void anEndpointIsCheckedAsOftenByAFleetOfFiftyAsByTwo(int nodes) {
        var world = new VerdictWorld(nodes, ENDPOINTS, Faults.none(), seed);
        world.run(SETTLED);
        world.checksSince();

        world.run(Duration.ofSeconds(20));

        int expected = 20 * Math.min(2, nodes);
        assertThat(world.checksSince())
                .hasSize(ENDPOINTS)
                .allSatisfy((endpoint, count) ->
                        assertThat(count).as("endpoint %d", endpoint).isBetween(expected - 2, expected + 2));
    }

    @Test
    void allAgreeSoonThatAnEndpointIsDownAndThatItIsBack() {
        var world = new VerdictWorld(10, ENDPOINTS, Faults.none(), seed);
        world.run(SETTLED);

        world.endpointDown(7, true);
        world.run(Duration.ofMillis(2_300));
        assertThat(states(world, 10, 7)).containsOnly(State.DOWN);
        assertThat(states(world, 10, 8)).containsOnly(State.UP);

        world.endpointDown(7, false);
        world.run(Duration.ofMillis(2_300));
        assertThat(states(world, 10, 7)).containsOnly(State.UP);
    }

    @Test
    void aDeadProberIsReplacedAndWhatItFoundStays() {
        var world = new VerdictWorld(10, ENDPOINTS, Faults.none(), seed);
        world.run(SETTLED);
        world.endpointDown(3, true);
        world.run(Duration.ofSeconds(3));
        int first = world.probers(0, 3).getFirst();
        int witness = IntStream.range(0, 10)
                .filter(node -> !world.probers(0, 3).contains(node))
                .findFirst()
                .orElseThrow();

        world.kill(first);
        for (int i = 0; i < 30; i++) {
            world.run(Duration.ofMillis(100));
            assertThat(world.state(witness, 3)).as("after %d ms", i * 100 + 100).isEqualTo(State.DOWN);
        }

        assertThat(world.probers(witness, 3)).hasSize(2).doesNotContain(first);
        world.checksSince();
        world.run(Duration.ofSeconds(10));
        assertThat(world.checksSince().get(3)).isBetween(19, 21);
    }

    /** It stays for two seconds, as a word may be lost and is said again after one. */
    @Test
    void whoLeavesInOrderHandsItsChecksOverBeforeItGoes() {
        var world = new VerdictWorld(3, ENDPOINTS, Faults.none(), seed);
        world.run(SETTLED);
        world.longestWithoutCheck();

        world.leave(1, Duration.ofSeconds(3));
        world.run(Duration.ofSeconds(2));

        for (int endpoint = 0; endpoint < ENDPOINTS; endpoint++) {
            assertThat(world.probers(0, endpoint)).as("endpoint %d", endpoint).containsExactlyInAnyOrder(0, 2);
        }
        world.run(Duration.ofSeconds(1));
        world.checksSince();
        world.run(Duration.ofSeconds(10));
        assertThat(world.checksSince())
                .hasSize(ENDPOINTS)
                .allSatisfy((endpoint, count) -> assertThat(count).isBetween(19, 21));
        assertThat(world.longestWithoutCheck()).isLessThanOrEqualTo(VerdictWorld.CHECKS);
    }

    @Test
    void aNodeThatSeesNothingTakesNobodyDownAndGoesByTheOthers() {
        var world = new VerdictWorld(3, ENDPOINTS, Faults.none(), seed);
        world.run(SETTLED);

        world.blind(1);
        for (int i = 0; i < 60; i++) {
            world.run(Duration.ofMillis(100));
            for (int endpoint = 0; endpoint < ENDPOINTS; endpoint++) {
                assertThat(world.state(0, endpoint)).isNotEqualTo(State.DOWN);
                assertThat(world.state(1, endpoint)).isNotEqualTo(State.DOWN);
            }
        }

        assertThat(world.health(1).distrusted()).isTrue();
        assertThat(world.health(0).distrusted()).isFalse();
        assertThat(IntStream.range(0, ENDPOINTS).mapToObj(endpoint -> world.state(1, endpoint)))
                .containsOnly(State.UP);
    }

    @Test
    void aFrozenNodeTakesItsOldWordsForOldWhenItWakes() {
        var faults = Faults.none().freeze(2, Duration.ofSeconds(8), Duration.ofSeconds(16));
        var world = new VerdictWorld(5, ENDPOINTS, faults, seed);
        world.run(Duration.ofSeconds(7));
        world.endpointDown(1, true);
        world.run(Duration.ofMillis(900));
        world.run(Duration.ofSeconds(3));
        assertThat(world.health(0).live()).hasSize(4).doesNotContain("node-2");
        world.endpointDown(1, false);
        world.run(Duration.ofSeconds(8));

        assertThat(world.refused()).as("what was too long on its way").isPositive();
        assertThat(states(world, 5, 1)).containsOnly(State.UP);
        assertThat(world.health(0).live()).hasSize(5);
    }

    @Test
    void bothSidesOfASplitJudgeByThemselvesAndAgreeAgainAfterwards() {
        var from = Duration.ofSeconds(8);
        var faults = Faults.none().partition(Set.of(2), from, from.plusSeconds(20));
        var world = new VerdictWorld(3, ENDPOINTS, faults, seed);
        world.run(from.plusSeconds(4));
        assertThat(world.health(0).live()).containsExactlyInAnyOrder("node-0", "node-1");
        assertThat(world.health(2).live()).containsExactly("node-2");

        world.endpointDown(5, true);
        world.run(Duration.ofSeconds(4));
        assertThat(states(world, 3, 5)).containsOnly(State.DOWN);
        world.run(Duration.ofSeconds(13));
        world.endpointDown(5, false);
        world.run(Duration.ofSeconds(9));

        assertThat(states(world, 3, 5)).containsOnly(State.UP);
        assertThat(IntStream.range(0, 3)
                        .mapToObj(node -> world.health(node).live())
                        .distinct())
                .hasSize(1);
    }

    private static List<State> states(VerdictWorld world, int nodes, int endpoint) {
        return IntStream.range(0, nodes)
                .mapToObj(node -> world.state(node, endpoint))
                .toList();
    }
}
