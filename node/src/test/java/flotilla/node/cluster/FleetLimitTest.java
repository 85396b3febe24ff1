package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FleetLimitTest {

    private static final long MILLI = 1_000_000;

    private final FleetLimit limit = new FleetLimit("api", 10, 0);

    @Test
    void letsABurstPassAndThenItsRate() {
        assertThat(passed(0, 1, 100)).isEqualTo(20);
        assertThat(passed(1, 10_000, 20_000)).isBetween(99, 101);
    }

    @Test
    void keepsAShareOfLessThanOnePerSecond() {
        limit.share(0.3, 0);

        assertThat(passed(0, 100_000, 5_000)).isBetween(30, 31);
    }

    @Test
    void letsNothingPassWithoutAShare() {
        limit.share(0, 0);

        assertThat(passed(0, 1_000, 100)).isZero();
    }

    @Test
    void forgetsATinyShareWithTheShare() {
        limit.share(0.001, 0);
        assertThat(passed(0, 1, 10)).isEqualTo(1);

        limit.share(10, MILLI);

        assertThat(passed(1, 10_001, 1_000)).isBetween(118, 121);
    }

    @Test
    void tellsWhatItWasAskedForNotWhatPassed() {
        passed(0, 5_000, 500);
        limit.count(5_000 * MILLI);

        assertThat(limit.demand()).isCloseTo(100, within(1e-6));
    }

    private int passed(long fromMillis, long toMillis, int requests) {
        int passed = 0;
        for (int i = 0; i < requests; i++) {
            long at = fromMillis * MILLI + (toMillis - fromMillis) * MILLI * i / requests;
            passed += limit.tryAcquire(at) ? 1 : 0;
        }
        return passed;
    }
}
