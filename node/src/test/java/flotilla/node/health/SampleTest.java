package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import flotilla.node.balance.AnswerTimes.Span;
import org.junit.jupiter.api.Test;

class SampleTest {

    private static Sample of(long requests, long bad) {
        return new Sample(requests - bad, bad, Span.NONE);
    }

    /** 10 of 100 at 95 %: 0.0552 to 0.1744, as textbooks have it. */
    @Test
    void knowsWilsonsInterval() {
        assertThat(of(100, 10).failsAtLeast(1.96)).isCloseTo(0.0552, within(0.0001));
        assertThat(of(100, 10).failsAtMost(1.96)).isCloseTo(0.1744, within(0.0001));
    }

    @Test
    void knowsNothingWithoutRequestsAndNeverSaysMoreThanAll() {
        assertThat(of(0, 0).failsAtLeast(4)).isZero();
        assertThat(of(0, 0).failsAtMost(4)).isEqualTo(1);
        assertThat(of(0, 0).failed()).isZero();
        assertThat(of(7, 7).failsAtMost(4)).isLessThanOrEqualTo(1);
        assertThat(of(7, 0).failsAtLeast(4)).isGreaterThanOrEqualTo(0);
    }
}
