package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flotilla.discovery.InvalidValue;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowStartTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void growsInAStraightLineFromTheLeastShareToTheWhole() {
        var ten = SlowStart.DEFAULT;

        assertThat(ten.share(0)).isEqualTo(0.1);
        assertThat(ten.share(3 * SECOND / 2)).isEqualTo(0.15);
        assertThat(ten.share(5 * SECOND)).isEqualTo(0.5);
        assertThat(ten.share(10 * SECOND - 1)).isEqualTo(0.95);
        assertThat(ten.share(10 * SECOND)).isEqualTo(1);
    }

    @Test
    void growsAlongEnvoysCurve() {
        var quick = new SlowStart(Duration.ofSeconds(20), 2, 0.05);
        var late = new SlowStart(Duration.ofSeconds(20), 0.5, 0.05);

        assertThat(quick.share(5 * SECOND)).isCloseTo(0.5, within(1e-9));
        assertThat(late.share(10 * SECOND)).isCloseTo(0.25, within(1e-9));
        assertThat(late.share(SECOND)).isEqualTo(0.05);
    }

    @Test
    void hasItsWholeWeightAtOnceWhenItIsOff() {
        assertThat(SlowStart.OFF.share(0)).isEqualTo(1);
    }

    /** Whoever wakes at each next step has seen every share there is, and has not woken in vain. */
    @Test
    void changesInTwentyStepsAndSaysWhenTheNextOneIs() {
        for (var time : List.of(Duration.ofMillis(7), Duration.ofSeconds(10), Duration.ofMinutes(59))) {
            var start = new SlowStart(time, 1, 0.01);
            var shares = new HashSet<Double>();
            long age = 0;
            while (!start.over(age)) {
                assertThat(shares.add(start.share(age))).isTrue();
                assertThat(start.share(start.nextStepNanos(age) - 2)).isEqualTo(start.share(age));
                age = start.nextStepNanos(age);
            }
            assertThat(shares).hasSize(SlowStart.STEPS);
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new SlowStart(Duration.ofHours(2), 1, 0.1)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new SlowStart(Duration.ZERO, 0, 0.1)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new SlowStart(Duration.ZERO, 1, 0)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new SlowStart(Duration.ZERO, 1, 1.1)).isInstanceOf(InvalidValue.class);
    }
}
