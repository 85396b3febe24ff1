package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How far forecasts are from what came, over days that the model had not seen when it made them: the mean of the absolute errors,
 * beside that of who says what was a day before, at the same time (seasonal naive), and of who says what is now.
 */
class ForecastAccuracyTest {

    private static final int DAY = HoltWinters.BUCKETS;
    private static final int MINUTES = Traffic.DAY / DAY;
    private static final int LEARNT = 7 * DAY;

    private record Errors(double model, double seasonal, double now) {}

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "1, 12", "2, 1", "2, 3", "2, 12", "3, 1", "3, 3", "3, 12"})
    void isCloserThanTheDayBefore(long seed, int ahead) {
        var errors = errors(Traffic.madeUp(14, 1000, seed), ahead);

        assertThat(errors.model()).as("%s", errors).isLessThan(0.6 * errors.seasonal());
    }

    /** Minutes ahead a day without a sudden course is foreseen as well by what is now; it is the hour that tells. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void isCloserThanWhatIsNowAnHourAhead(long seed) {
        var errors = errors(Traffic.madeUp(14, 1000, seed), 12);

        assertThat(errors.model()).as("%s", errors).isLessThan(0.9 * errors.now());
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 4", "3, 4"})
    void foreseesAJobThatComesEachDay(long seed, int ahead) {
        var errors = errors(Traffic.madeUp(14, 1000, seed).withDailyJob(9, 20, 1.5), ahead);

        assertThat(errors.model()).as("%s", errors).isLessThan(0.6 * errors.seasonal());
        assertThat(errors.model()).as("%s", errors).isLessThan(0.8 * errors.now());
    }

    /** Whoever goes by what is now is late for each wave, and the day before is another day of the week. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 12})
    void isCloserThanEitherOnARecordedWave(int ahead) {
        var errors = errors(Traffic.departures(1000), ahead);
        System.out.println("ERRORS " + ahead + " " + errors);

        assertThat(errors.model())
                .as("%s", errors)
                .isLessThan(errors.seasonal())
                .isLessThan(errors.now());
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "FLOTILLA_RECORDING", matches = ".+")
    void isCloserThanTheDayBeforeOnARecordingToo() {
        var recorded = Traffic.recorded(Path.of(System.getenv("FLOTILLA_RECORDING")), 1000);

        for (int ahead : new int[] {1, 3, 12}) {
            var errors = errors(recorded, ahead);
            assertThat(errors.model()).as("%d ahead: %s", ahead, errors).isLessThan(errors.seasonal());
        }
    }

    /** @param ahead so many buckets of five minutes */
    private static Errors errors(Traffic traffic, int ahead) {
        var loads = loads(traffic);
        var model = new HoltWinters();
        double byModel = 0;
        double bySeason = 0;
        double byNow = 0;
        int counted = 0;
        for (int bucket = 0; bucket + ahead < loads.length; bucket++) {
            model.learn(bucket, loads[bucket]);
            if (bucket >= LEARNT) {
                double came = loads[bucket + ahead];
                byModel += Math.abs(model.at(bucket + ahead) - came);
                bySeason += Math.abs(loads[bucket + ahead - DAY] - came);
                byNow += Math.abs(loads[bucket] - came);
                counted++;
            }
        }
        return new Errors(byModel / counted, bySeason / counted, byNow / counted);
    }

    /** As an advisor sees it: endpoints that are needed, in the mean of five minutes. */
    private static double[] loads(Traffic traffic) {
        var loads = new double[traffic.seconds() / 60 / MINUTES];
        for (int bucket = 0; bucket < loads.length; bucket++) {
            for (int minute = 0; minute < MINUTES; minute++) {
                loads[bucket] += traffic.at((bucket * MINUTES + minute) * 60) / 70 / MINUTES;
            }
        }
        return loads;
    }
}
