package flotilla.node.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flotilla.discovery.InvalidValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HedgingTest {

    private static final long MILLI = 1_000_000;

    @Test
    void withoutAPolicyThereIsNone() {
        assertThat(Hedging.NONE.on()).isFalse();
        assertThat(Hedging.NONE.delayNanos()).isEqualTo(-1);
    }

    @Test
    void aFixedDelayNeedsNoSamples() {
        var hedging = new Hedging(new HedgePolicy(0, Duration.ofMillis(50)));

        hedging.took(900 * MILLI);

        assertThat(hedging.delayNanos()).isEqualTo(50 * MILLI);
    }

    @Test
    void aPercentileIsWaitedForUntilItIsKnown() {
        var hedging = new Hedging(new HedgePolicy(95, Duration.ZERO));
        for (int i = 1; i < LatencyQuantile.FEWEST; i++) {
            hedging.took(10 * MILLI);
            assertThat(hedging.delayNanos()).isEqualTo(-1);
        }

        hedging.took(10 * MILLI);

        assertThat(hedging.delayNanos()).isPositive();
    }

    @Test
    void noHedgeComesBeforeTheDelay() {
        var hedging = new Hedging(new HedgePolicy(95, Duration.ofMillis(30)));
        for (int i = 0; i < 1000; i++) {
            hedging.took(MILLI);
        }

        assertThat(hedging.delayNanos()).isEqualTo(30 * MILLI);
    }

    /** The share of the samples that come after the estimate is what will be sent twice. */
    @ParameterizedTest
    @CsvSource({"50, 1", "90, 1", "95, 1", "95, 1000", "99, 1"})
    void theShareAboveIsWhatThePercentileSays(int percentile, long scale) {
        var hedging = new Hedging(new HedgePolicy(percentile, Duration.ZERO));
        var random = new SplittableRandom(7);
        int above = 0;
        int counted = 40_000;
        for (int i = 0; i < 2 * counted; i++) {
            long sample = (long) (scale * MILLI * -Math.log(1 - random.nextDouble()));
            above += i >= counted && sample > hedging.delayNanos() ? 1 : 0;
            hedging.took(sample);
        }

        assertThat((double) above / counted).isEqualTo(1 - percentile / 100.0, within(0.006));
    }

    @Test
    void itFollowsAnUpstreamThatSlowsDownAndOneThatRecovers() {
        var hedging = new Hedging(new HedgePolicy(95, Duration.ZERO));
        var random = new SplittableRandom(11);

        assertThat(after(hedging, random, 10, 2_000)).isBetween(20.0, 45.0);
        assertThat(after(hedging, random, 100, 300)).isBetween(200.0, 450.0);
        assertThat(after(hedging, random, 10, 3_000)).isBetween(20.0, 45.0);
    }

    /** The estimate in milliseconds after so many answers with this mean. */
    private static double after(Hedging hedging, SplittableRandom random, double meanMillis, int answers) {
        for (int i = 0; i < answers; i++) {
            hedging.took((long) (meanMillis * MILLI * -Math.log(1 - random.nextDouble())));
        }
        return (double) hedging.delayNanos() / MILLI;
    }

    @Test
    void recordingFromSeveralThreadsLeavesItSound() throws InterruptedException {
        var hedging = new Hedging(new HedgePolicy(90, Duration.ZERO));
        var threads = new Thread[4];
        Arrays.setAll(
                threads,
                i -> Thread.ofPlatform().start(() -> {
                    var random = new SplittableRandom(i);
                    for (int n = 0; n < 50_000; n++) {
                        hedging.took((long) (5 * MILLI * -Math.log(1 - random.nextDouble())));
                    }
                }));
        for (var thread : threads) {
            thread.join();
        }

        assertThat((double) hedging.delayNanos() / MILLI).isBetween(9.0, 14.5);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new HedgePolicy(100, Duration.ZERO)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new HedgePolicy(20, Duration.ZERO)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new HedgePolicy(95, Duration.ofMillis(-1))).isInstanceOf(InvalidValue.class);
    }
}
