package flotilla.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaveWaitTest {

    @Test
    void isTheTtlAndASecondUpToAMinute() {
        assertThat(LeaveWait.of(Optional.empty(), seconds(5))).hasSeconds(6);
        assertThat(LeaveWait.of(Optional.empty(), seconds(0))).hasSeconds(1);
        assertThat(LeaveWait.of(Optional.empty(), seconds(3600))).hasSeconds(60);
    }

    @Test
    void isASecondWhereTheTtlIsNotKnown() {
        assertThat(LeaveWait.of(Optional.empty(), Optional.empty())).hasSeconds(1);
    }

    @Test
    void isWhatIsConfigured() {
        assertThat(LeaveWait.of(seconds(0), seconds(5))).isZero();
        assertThat(LeaveWait.of(seconds(300), seconds(5))).hasMinutes(5);
    }

    private static Optional<Duration> seconds(int count) {
        return Optional.of(Duration.ofSeconds(count));
    }
}
