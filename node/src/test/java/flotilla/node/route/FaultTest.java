package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

    private static final int DRAWS = 100_000;

    private static Fault abort(double percent, String header, String value) {
        return new Fault(Duration.ZERO, 0, 503, percent, header, value);
    }

    /** Hoeffding: a share is off by more than 1 % of 100,000 draws with a probability below 2 exp(-20), which is 4e-9. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 10, 50, 99})
    void drawsItsShare(double percent) {
        var random = new SplittableRandom(17);
        var fault = new Fault(Duration.ofSeconds(1), percent, 503, percent, "", "");

        assertThat(count(() -> fault.delays(random)) * 100.0 / DRAWS).isBetween(percent - 1, percent + 1);
        assertThat(count(() -> fault.aborts(random)) * 100.0 / DRAWS).isBetween(percent - 1, percent + 1);
    }

    private static long count(java.util.function.BooleanSupplier draw) {
        return IntStream.range(0, DRAWS).filter(_ -> draw.getAsBoolean()).count();
    }

    @Test
    void allAndNoneAreExact() {
        var random = new SplittableRandom(17);
        var fault = abort(100, "", "");

        assertThat(count(() -> fault.aborts(random))).isEqualTo(DRAWS);
        assertThat(count(() -> fault.delays(random))).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'',  '', ,  true",
        "'',  '', a, true",
        "X-D, '', ,  false",
        "X-D, '', a, true",
        "X-D, a,  ,  false",
        "X-D, a,  a, true",
        "X-D, a,  A, false"
    })
    void concernsRequestsWithItsHeader(String header, String value, String present, boolean expected) {
        assertThat(abort(1, header, value).concerns(present)).isEqualTo(expected);
    }

    @Test
    void saysWhatItDoes() {
        assertThat(new Fault(Duration.ofMillis(300), 50, 503, 5, "X-Drill", "1"))
                .hasToString("delay of 300 ms for 50.0 %, status 503 for 5.0 %, with X-Drill: 1 only");
        assertThat(abort(1, "X-Drill", "")).hasToString("status 503 for 1.0 %, with X-Drill only");
    }

    @Test
    void refusesWhatCannotBe() {
        assertRefused("fault: nothing", Duration.ZERO, 0, 0, 0);
        assertRefused("delay: PT1M1S (expected: 0 to PT1M)", Duration.ofSeconds(61), 1, 0, 0);
        assertRefused("delay_percent: 0.0 (expected: above 0, to 100)", Duration.ofSeconds(1), 0, 0, 0);
        assertRefused("delay_percent: 5.0 (expected: none", Duration.ZERO, 5, 503, 5);
        assertRefused("abort: 200 (expected: 400 to 599)", Duration.ZERO, 0, 200, 5);
        assertRefused("abort_percent: 101.0 (expected: above 0, to 100)", Duration.ZERO, 0, 503, 101);
        assertThatThrownBy(() -> abort(1, "a b", "")).hasMessageContaining("header: a b");
        assertThatThrownBy(() -> abort(1, "", "x")).hasMessageContaining("value: x");
    }

    private static void assertRefused(
            String message, Duration delay, double delayPercent, int abort, double abortPercent) {
        assertThatThrownBy(() -> new Fault(delay, delayPercent, abort, abortPercent, "", ""))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining(message);
    }
}
