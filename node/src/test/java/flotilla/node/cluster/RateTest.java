package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateTest {

    private static final long TENTH = 100_000_000L;

    private final Rate rate = new Rate(2e9);

    @Test
    void knowsTheRateFromTheFirstInterval() {
        rate.add(10, TENTH);

        assertThat(rate.perSecond()).isCloseTo(100, within(1e-9));
    }

    /** After one span of another rate, 1/e of the old one is left. */
    @Test
    void followsAChangeOverItsSpan() {
        for (int i = 0; i < 1_000; i++) {
            rate.add(10, TENTH);
        }
        for (int i = 0; i < 20; i++) {
            rate.add(0, TENTH);
        }

        assertThat(rate.perSecond()).isCloseTo(100 / Math.E, within(1e-6));
    }

    @Test
    void isNoneBeforeAnythingWasSeen() {
        rate.add(5, 0);

        assertThat(rate.perSecond()).isZero();
    }
}
