package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagTest {

    private final Lag lag = new Lag();

    @Test
    void takesTheQuickestMessageForOneWithoutDelay() {
        assertThat(lagMillis(100, 5100)).isZero();
        assertThat(lagMillis(200, 5203)).isEqualTo(3);
        assertThat(lagMillis(300, 5900)).isEqualTo(600);
        assertThat(lagMillis(400, 5400)).isZero();
    }

    @Test
    void learnsFromAQuickerOneHowSlowTheFirstWas() {
        assertThat(lagMillis(100, 9000)).isZero();
        assertThat(lagMillis(8000, 9001)).isZero();
        assertThat(lagMillis(200, 9002)).isEqualTo(7801);
    }

    @Test
    void believesAClockThatStoodStillAfterAWhile() {
        lagMillis(0, 1000);
        assertThat(lagMillis(100, 31_100))
                .as("30 s of the sender's clock are missing")
                .isZero();
        assertThat(lagMillis(200, 31_200)).isZero();
    }

    @Test
    void keepsTheQuickestOfTheWindowBefore() {
        for (int second = 0; second <= 11; second++) {
            lagMillis(second * 1000L, second * 1000L + 50);
        }
        assertThat(lagMillis(12_000, 12_850)).isEqualTo(800);
    }

    private long lagMillis(long stamp, long now) {
        return Duration.ofNanos(lag.of(stamp, now * 1_000_000)).toMillis();
    }
}
