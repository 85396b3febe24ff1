package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotation;
import flotilla.node.balance.SlowStart;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RampsTest {

    private static final long MILLI = 1_000_000;
    private static final long SETTLED = 20_000;

    private final LiveEndpoint a = new LiveEndpoint("app", Endpoint.of("10.0.0.1", 80));
    private final LiveEndpoint b = new LiveEndpoint("app", Endpoint.of("10.0.0.2", 80));
    private final LiveEndpoint c = new LiveEndpoint("app", Endpoint.of("10.0.0.3", 80));
    private final Ramps ramps = new Ramps(SlowStart.DEFAULT);

    @Test
    void doesNothingAtTheStartWhenAllAreNew() {
        assertThat(weights(0, a, b)).containsExactly(1, 1);
        assertThat(weights(4_900, a, b, c)).as("another source has its word").containsExactly(1, 1, 1);
        assertThat(ramps.nextStepNanos()).isEmpty();
    }

    @Test
    void letsWhoIsNewInARunningUpstreamGrowIntoItsWeight() {
        weights(0, a, b);

        assertThat(weights(SETTLED, a, b, c)).containsExactly(1, 1, 0.1);
        assertThat(weights(SETTLED + 5_000, a, b, c)).containsExactly(1, 1, 0.5);
        assertThat(weights(SETTLED + 9_999, a, b, c)).containsExactly(1, 1, 0.95);
        assertThat(weights(SETTLED + 10_000, a, b, c)).containsExactly(1, 1, 1);
        assertThat(ramps.nextStepNanos()).isEmpty();
        assertThat(c.ramp()).isEmpty();
    }

    @Test
    void letsWhoComesBackGrowAnewAlsoSoonAfterTheStart() {
        weights(0, a, b);
        weights(1_000, a);

        assertThat(weights(2_000, a, b)).containsExactly(1, 0.1);
        assertThat(weights(7_000, a, b)).containsExactly(1, 0.5);
        weights(7_100, a);
        assertThat(b.ramp()).isEmpty();
        assertThat(weights(7_200, a, b)).containsExactly(1, 0.1);
    }

    @Test
    void takesTwentyStepsAndThenNoMore() {
        weights(0, a);
        weights(SETTLED, a, b);

        int steps = 0;
        for (var next = ramps.nextStepNanos(); next.isPresent(); next = ramps.nextStepNanos()) {
            ramps.over(List.of(a, b), new int[] {1, 1}, false, Map.of(), RampsTest::whole, next.getAsLong());
            steps++;
        }

        assertThat(steps).isEqualTo(20);
    }

    @Test
    void countsFromTheEarliestWordOfTheFleet() {
        weights(0, a, b);

        assertThat(told(SETTLED, SETTLED - 1_500)).containsExactly(1, 0.15);
        assertThat(told(SETTLED + 500, SETTLED + 500)).as("a later word").containsExactly(1, 0.2);
        assertThat(weights(SETTLED + 3_500, a, c))
                .as("when the others are done")
                .containsExactly(1, 0.5);
    }

    @Test
    void goesOnWithTheRampThatItFindsOnJoining() {
        weights(0, a, c);

        assertThat(told(300, -3_700)).containsExactly(1, 0.4);
        assertThat(told(6_300, -3_700)).containsExactly(1, 1);
    }

    @Test
    void takesNoRampFromBeforeAnOutageForTheOneAfterIt() {
        weights(0, a, c);
        weights(SETTLED, a);

        assertThat(told(SETTLED + 100, SETTLED - 3_000)).containsExactly(1, 0.1);
    }

    @Test
    void goesOnAtTheWholeWeightWhenOneOtherNodeBeginsAnew() {
        weights(0, a, c);

        assertThat(told(SETTLED, SETTLED - 100)).containsExactly(1, 1);
    }

    @Test
    void doesNotRampInAPanicNorAfterIt() {
        weights(0, a, b);
        weights(SETTLED, a);

        var panic =
                ramps.over(List.of(a, b), new int[] {1, 1}, true, Map.of(), RampsTest::whole, (SETTLED + 100) * MILLI);

        assertThat(spoken(panic)).containsExactly(1, 1);
        assertThat(weights(SETTLED + 200, a, b)).containsExactly(1, 1);
    }

    @Test
    void changesNoWeightWhileItIsOff() {
        var off = new Ramps(SlowStart.OFF);
        off.over(List.of(a), new int[] {7}, false, Map.of(), RampsTest::whole, 0);

        var rotation = off.over(List.of(a, b), new int[] {7, 3}, false, Map.of(), RampsTest::whole, SETTLED * MILLI);

        assertThat(rotation.weight(0)).isEqualTo(7);
        assertThat(rotation.weight(1)).isEqualTo(3);
    }

    @Test
    void goesOnFromWhereARampWouldBeAfterItWasOffForAWhile() {
        weights(0, a, b);
        weights(SETTLED, a, b, c);

        ramps.climbBy(SlowStart.OFF);

        assertThat(weights(SETTLED + 2_000, a, b, c)).containsExactly(1, 1, 1);
        assertThat(c.ramp()).isEmpty();
        assertThat(ramps.nextStepNanos()).isEmpty();
        weights(SETTLED + 3_000, a, c);
        ramps.climbBy(SlowStart.DEFAULT);
        assertThat(weights(SETTLED + 5_000, a, b, c)).containsExactly(1, 0.1, 0.5);
    }

    private double[] weights(long millis, LiveEndpoint... serving) {
        var ones = new int[serving.length];
        Arrays.fill(ones, 1);
        return spoken(ramps.over(List.of(serving), ones, false, Map.of(), RampsTest::whole, millis * MILLI));
    }

    /** Of a and c, when others say that c's ramp began then. */
    private double[] told(long millis, long sinceMillis) {
        var told = Map.of(c.key(), Duration.ofMillis(sinceMillis).toNanos());
        return spoken(ramps.over(List.of(a, c), new int[] {1, 1}, false, told, RampsTest::whole, millis * MILLI));
    }

    private static double[] spoken(Rotation rotation) {
        var weights = new double[rotation.size()];
        Arrays.setAll(weights, rotation::spokenWeight);
        return weights;
    }

    private static double whole(LiveEndpoint endpoint) {
        return 1;
    }
}
