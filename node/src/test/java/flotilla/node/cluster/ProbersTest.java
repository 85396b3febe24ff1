package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbersTest {

    private static final int ENDPOINTS = 10_000;

    private final long seed = System.nanoTime();
    private final long[] keys = new SplittableRandom(seed).longs(ENDPOINTS).toArray();

    ProbersTest() {
        System.out.println("ProbersTest seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 50})
    void givesEveryEndpointTwoDifferentNodesOrTheOneThereIs(int size) {
        var nodes = nodes(size);

        for (long key : keys) {
            assertThat(Probers.of(key, nodes)).doesNotHaveDuplicates().hasSize(Math.min(2, size));
        }
    }

    /** The keys of this seed gave one of fifty nodes 511 of the 400 that are due to it, when the score was mixed once. */
    @Test
    void sharesTheWorkEvenlyForAnUnluckySequenceOfKeys() {
        Map<String, Integer> counts = new HashMap<>();
        new SplittableRandom(19_591_867_903_579L)
                .longs(ENDPOINTS)
                .forEach(key -> Probers.of(key, nodes(50)).forEach(node -> counts.merge(node, 1, Integer::sum)));

        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(320, 480));
    }

    @Test
    void isTheSameInWhateverOrderNodesAreNamed() {
        var shuffled = new ArrayList<>(nodes(20));
        Collections.shuffle(shuffled, new Random(seed));

        for (long key : keys) {
            assertThat(Probers.of(key, shuffled)).isEqualTo(Probers.of(key, nodes(20)));
        }
    }

    /**
     * Each is drawn with a chance of 2/N: within 6 standard deviations of a binomial count, which 63 of them leave by chance
     * once in ten million runs.
     */
    @ParameterizedTest
    @ValueSource(ints = {3, 10, 50})
    void sharesTheWorkEvenly(int size) {
        Map<String, Integer> counts = new HashMap<>();
        for (long key : keys) {
            Probers.of(key, nodes(size)).forEach(node -> counts.merge(node, 1, Integer::sum));
        }

        double chance = 2.0 / size;
        double deviation = Math.sqrt(ENDPOINTS * chance * (1 - chance));
        assertThat(counts).hasSize(size);
        assertThat(counts.values())
                .allSatisfy(count -> assertThat((double) count)
                        .isBetween(ENDPOINTS * chance - 6 * deviation, ENDPOINTS * chance + 6 * deviation));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 50})
    void movesOnlyWhatALostNodeChecked(int size) {
        var all = nodes(size);
        var lost = all.get(size / 2);
        var rest = all.stream().filter(node -> !node.equals(lost)).toList();

        for (long key : keys) {
            var before = Probers.of(key, all);
            var after = Probers.of(key, rest);
            if (before.contains(lost)) {
                assertThat(after)
                        .containsAll(before.stream()
                                .filter(node -> !node.equals(lost))
                                .toList());
            } else {
                assertThat(after).isEqualTo(before);
            }
        }
    }

    private static List<String> nodes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "node-" + i).toList();
    }
}
