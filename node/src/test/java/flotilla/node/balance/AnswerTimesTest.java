package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import flotilla.node.balance.AnswerTimes.Span;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {

    private final AnswerTimes times = new AnswerTimes();

    @Test
    void tellsEqualAnswersToTwoPercentWhateverTheirSize() {
        for (long nanos = 1; nanos < 1L << 50; nanos = nanos * 5 / 4 + 1) {
            long before = times.read();
            for (int i = 0; i < 10; i++) {
                times.record(nanos);
            }

            var span = AnswerTimes.between(before, times.read());

            assertThat(span.count()).isEqualTo(10);
            assertThat(span.meanNanos()).isCloseTo((double) nanos, Percentage.withPercentage(2));
        }
    }

    /** The logarithms' straight lines are off by 6 % at most, the mean's as much. */
    @Test
    void oneSlowAnswerOfAHundredMovesTheMeanByLittle() {
        for (int i = 0; i < 99; i++) {
            times.record(10_000_000);
        }
        times.record(30_000_000_000L);

        assertThat(AnswerTimes.between(0, times.read()).meanNanos())
                .isCloseTo(10_000_000 * Math.pow(3_000, 0.01), Percentage.withPercentage(12));
    }

    @Test
    void spansAddUp() {
        times.record(1_000);
        long middle = times.read();
        times.record(4_000);
        long end = times.read();

        var both = AnswerTimes.between(0, middle).plus(AnswerTimes.between(middle, end));

        assertThat(both).isEqualTo(AnswerTimes.between(0, end));
        assertThat(both.meanNanos()).isCloseTo(2_000, within(120.0));
        assertThat(Span.NONE.meanNanos()).isZero();
    }
}
