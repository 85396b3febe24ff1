package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LimitShareTest {

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    LimitShareTest() {
        System.out.println("LimitShareTest seed " + seed);
    }

    @Test
    void splitsAsItsExampleSays() {
        assertThat(shares(10, 16, 3, 1)).containsExactly(new double[] {7.883, 1.546, 0.571}, within(0.001));
        assertThat(shares(10, 4, 1, 0)).containsExactly(new double[] {5.667, 2.667, 1.667}, within(0.001));
    }

    @Test
    void sumsToTheLimitWhateverIsAskedFor() {
        for (int i = 0; i < 10_000; i++) {
            double limit = random.nextDouble(0.1, 1_000);
            double[] demands = demands();

            double[] shares = shares(limit, demands);

            assertThat(Arrays.stream(shares).sum()).as("seed %d", seed).isCloseTo(limit, within(limit * 1e-9));
            for (double share : shares) {
                assertThat(share).isGreaterThanOrEqualTo(limit / 40 / demands.length * 0.999_999);
            }
        }
    }

    @Test
    void servesAllThatIsAskedForWhileTheLimitAllowsIt() {
        for (int i = 0; i < 10_000; i++) {
            double[] demands = demands();
            double limit = Arrays.stream(demands).sum() * random.nextDouble(1.05, 3) + 0.1;

            double[] shares = shares(limit, demands);

            for (int node = 0; node < shares.length; node++) {
                assertThat(shares[node]).as("seed %d", seed).isGreaterThanOrEqualTo(demands[node] * 0.999_999);
            }
        }
    }

    /** One node that is asked for everything passes 97.5 % of the limit and its part of the rest. */
    @Test
    void leavesNextToNothingToTheIdle() {
        assertThat(shares(10, 50, 0, 0)[0]).isGreaterThan(9.75);
    }

    /** Each knows the others' demand as it was a report ago: the excess is at most what has shifted since. */
    @Test
    void exceedsTheLimitByNoMoreThanWhatDemandHasShifted() {
        for (int i = 0; i < 10_000; i++) {
            double[] before = demands();
            double[] now = before.clone();
            double shifted = 0;
            for (int node = 0; node < now.length; node++) {
                now[node] = before[node] * random.nextDouble(0.5, 1.5);
                shifted += Math.abs(now[node] - before[node]);
            }
            double limit = random.nextDouble(0.1, 1_000);
            double old = Arrays.stream(before).sum();
            double sum = 0;
            for (int node = 0; node < now.length; node++) {
                sum += LimitShare.of(limit, now[node], old - before[node], now.length, now.length);
            }
            assertThat(sum).as("seed %d", seed).isLessThanOrEqualTo(limit + shifted * (1 + now.length) + 1e-9);
        }
    }

    @Test
    void bothSidesOfASplitTakeTheirPart() {
        double two = 2 * LimitShare.of(9, 100, 100, 2, 3);
        double one = LimitShare.of(9, 100, 0, 1, 3);

        assertThat(two).isCloseTo(6, within(1e-9));
        assertThat(one).isCloseTo(3, within(1e-9));
        assertThat(LimitShare.of(9, 1, 0, 1, 1)).isCloseTo(9, within(1e-9));
    }

    private double[] demands() {
        return random.doubles(random.nextInt(1, 10))
                .map(demand -> random.nextInt(4) == 0 ? 0 : demand * 200)
                .toArray();
    }

    private static double[] shares(double limit, double... demands) {
        double sum = Arrays.stream(demands).sum();
        return Arrays.stream(demands)
                .map(own -> LimitShare.of(limit, own, Math.max(0, sum - own), demands.length, demands.length))
                .toArray();
    }
}
