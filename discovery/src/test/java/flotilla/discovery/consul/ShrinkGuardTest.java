package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShrinkGuardTest {

    private final ManualTime time = new ManualTime();
    private final ShrinkGuard guard = new ShrinkGuard(time, Duration.ofSeconds(60));

    @Test
    void believesGrowthAndLossOfUpToHalf() {
        assertThat(guard.believes(0, 0, false)).isTrue();
        assertThat(guard.believes(0, 9, false)).isTrue();
        assertThat(guard.believes(4, 2, false)).isTrue();
        assertThat(guard.believes(3, 1, false)).isFalse();
        assertThat(guard.believes(1, 0, false)).isFalse();
    }

    @Test
    void believesALossThatTwoConsistentReadsInARowConfirm() {
        assertThat(guard.believes(5, 0, false)).isFalse();
        assertThat(guard.believes(5, 0, true)).isFalse();
        assertThat(guard.believes(5, 0, true)).isTrue();
    }

    @Test
    void startsToCountAnewWhenAnAnswerIsGood() {
        assertThat(guard.believes(5, 0, true)).isFalse();
        assertThat(guard.believes(5, 5, true)).isTrue();
        assertThat(guard.believes(5, 0, true)).isFalse();
    }

    @Test
    void doubtsForTheWholeGraceAfterTheRegistryWasLost() {
        guard.beginGrace();
        for (var second = 0; second < 60; second += 2) {
            assertThat(guard.believes(5, 0, true)).isFalse();
            time.advance(Duration.ofSeconds(2));
        }

        assertThat(guard.believes(5, 0, true)).isTrue();
    }
}
