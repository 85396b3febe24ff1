package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FleetLimitTest {

    private static final long MILLI = 1_000_000;

    private final FleetLimit limit = new FleetLimit("api", AllowedRate.of(10), 0);

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

    @Test
    void saysWhenARequestWouldPass() {
        passed(0, 1, 20);

        assertThat(limit.acquire(MILLI)).isEqualTo(99 * MILLI);
        assertThat(limit.acquire(99 * MILLI)).isEqualTo(MILLI);
        assertThat(limit.acquire(100 * MILLI)).isZero();
    }

    @Test
    void keepsWhatWasUsedWhenItsRateChanges() {
        assertThat(passed(0, 1, 100)).isEqualTo(20);

        limit.allow(new AllowedRate(20, 40), 0);

        assertThat(limit.allowed()).isEqualTo(new AllowedRate(20, 40));
        assertThat(passed(0, 1, 100)).as("what the burst has become larger by").isEqualTo(20);
        assertThat(passed(1, 1_001, 1_000)).isBetween(19, 20);
    }

    @Test
    void keepsItsPartWhenItsRateChanges() {
        limit.share(5, 0);

        limit.allow(AllowedRate.of(40), 0);

        assertThat(limit.perSecond()).isCloseTo(20, within(1e-6));
    }

    @Test
    void takesBackWhatWentNowhere() {
        assertThat(passed(0, 1, 100)).isEqualTo(20);
        limit.giveBack();

        assertThat(passed(0, 1, 100)).isEqualTo(1);
    }

    private int passed(long fromMillis, long toMillis, int requests) {
        int passed = 0;
        for (int i = 0; i < requests; i++) {
            long at = fromMillis * MILLI + (toMillis - fromMillis) * MILLI * i / requests;
            passed += limit.acquire(at) == 0 ? 1 : 0;
        }
        return passed;
    }
}
