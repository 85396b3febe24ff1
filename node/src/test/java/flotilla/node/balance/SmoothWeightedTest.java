package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmoothWeightedTest extends BalancerContract {

    @Override
    Balancer balancer() {
        return new SmoothWeighted(0);
    }

    /** Whole periods are exact. */
    @Override
    double variance(int picks) {
        return 1e-3;
    }

    @Test
    void picksInTheOrderOfNginx() {
        assertThat(letters(Rotations.weighing(5, 1, 1), 14)).isEqualTo("aabacaaaabacaa");
        assertThat(letters(Rotations.weighing(4, 2, 3), 9)).isEqualTo("acbacabca");
    }

    @Test
    void reducesWeightsByWhatTheyHaveInCommon() {
        assertThat(WeightedSequence.of(Rotations.weighing(50_000, 10_000, 10_000)))
                .containsExactly(0, 0, 1, 0, 2, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE - 5L, (1L << 32) - 6, Long.MAX_VALUE - 13})
    void goesOnBeyondTheLargestNumber(long start) {
        var rotation = Rotations.weighing(5, 2, 1);

        var picks = picks(new SmoothWeighted(start).over(rotation), 16);

        assertThat(Rotations.count(rotation, picks)).containsExactly(10, 4, 2);
    }

    @Test
    void keepsItsPlaceWhenTheRotationChanges() {
        var rotation = Rotations.weighing(5, 1, 1);
        var balancer = balancer();
        picks(balancer.over(rotation), 4);

        assertThat(picks(balancer.over(rotation), 1)).containsExactly(rotation.endpoint(2));
    }

    @Test
    void spreadsManyEndpointsAsEvenlyInExactShares() {
        int[] weights = IntStream.range(0, 3_000).map(i -> 1 + i % 10).toArray();

        int[] sequence = WeightedSequence.of(Rotations.weighing(weights));

        int period = Arrays.stream(weights).sum();
        assertThat((long) period * weights.length).isGreaterThan(WeightedSequence.MAX_STEPS);
        assertThat(counts(sequence, weights.length)).isEqualTo(weights);
        var turns = IntStream.range(0, period).filter(at -> sequence[at] == 9).toArray();
        for (int i = 1; i < turns.length; i++) {
            assertThat(turns[i] - turns[i - 1]).isBetween(period / 20, period / 5);
        }
    }

    @Test
    void approximatesGiantTotalsWithinItsBound() {
        int[] weights = {65_521, 32_749, 16_381, 3, 1};

        int[] sequence = WeightedSequence.of(Rotations.weighing(weights));

        long total = Arrays.stream(weights).sum();
        int[] counts = counts(sequence, weights.length);
        assertThat(sequence.length).isLessThanOrEqualTo(WeightedSequence.MAX_PERIOD + weights.length);
        for (int i = 0; i < weights.length; i++) {
            double share = (double) counts[i] / sequence.length;
            double wanted = (double) weights[i] / total;
            assertThat(counts[i]).isGreaterThanOrEqualTo(1);
            assertThat(share)
                    .isBetween(wanted * (1 - 0.5 / counts[i]) * 0.9999, wanted * (1 + 1.0 / counts[i]) * 1.0001);
        }
    }

    private String letters(Rotation rotation, int count) {
        List<LiveEndpoint> endpoints = rotation.endpoints();
        return picks(balancer().over(rotation), count).stream()
                .map(e -> Character.toString('a' + endpoints.indexOf(e)))
                .collect(Collectors.joining());
    }

    private static int[] counts(int[] sequence, int size) {
        var counts = new int[size];
        for (int index : sequence) {
            counts[index]++;
        }
        return counts;
    }
}
