package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final ManualTime time = new ManualTime();
    private final Pace pace = new Pace(time, Duration.ofMillis(200));

    @Test
    void keepsTheLeastDelayBetweenTwoRequests() {
        assertThat(pace.ask()).isZero();
        assertThat(pace.ask()).isEqualTo(Duration.ofMillis(200));

        time.advance(Duration.ofMillis(150));
        assertThat(pace.ask()).isEqualTo(Duration.ofMillis(50));

        time.advance(Duration.ofMillis(50));
        assertThat(pace.ask()).isZero();
    }

    @Test
    void letsOneRequestASecondThroughOnceTheBurstIsSpent() {
        var asked = 0;
        for (var millis = 0; millis < 60_000; millis += 10) {
            if (pace.ask().isZero()) {
                asked++;
            }
            time.advance(Duration.ofMillis(10));
        }

        assertThat(asked).isBetween(60, 60 + Pace.BURST);
    }

    @Test
    void saysExactlyHowLongToWait() {
        for (var round = 0; round < 100; round++) {
            var delay = pace.ask();
            if (!delay.isZero()) {
                time.advance(delay);
                assertThat(pace.ask()).isZero();
            }
        }
    }
}
