package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {

    private static final long BUCKET = Duration.ofMinutes(5).toMillis();
    private static final int TWO_DAYS = 2 * HoltWinters.BUCKETS;

    @Test
    void foreseesNothingUntilItHasSeenHowGoodItIs() {
        var forecast = new Forecast(ForecastPolicy.DEFAULT, 60_000);
        for (int bucket = 0; bucket <= Forecast.TRUSTED; bucket++) {
            forecast.learn(bucket * BUCKET, 5);
            assertThat(forecast.upper(bucket * BUCKET, 5)).isZero();
        }

        forecast.learn(20 * BUCKET, 5);
        forecast.learn(21 * BUCKET, 5);

        assertThat(forecast.seen()).isGreaterThan(Forecast.TRUSTED);
    }

    @Test
    void foreseesNothingIfItIsOff() {
        var forecast = new Forecast(ForecastPolicy.OFF, 60_000);
        for (int bucket = 0; bucket < 1000; bucket++) {
            forecast.learn(bucket * BUCKET, 5);
        }

        assertThat(forecast.upper(1000 * BUCKET, 5)).isZero();
    }

    /**
     * Loads with a noise of 10 % are above the forecast as often as the percentile leaves: binomial with n = 1152, so a
     * standard deviation of 0.9 % at 90 and 1.5 % at 50; neighbours share their level's error, so some more is allowed.
     */
    @ParameterizedTest
    @CsvSource({"50, 0.42, 0.08", "90, 0.10, 0.04", "99, 0.01, 0.015"})
    void isExceededAsOftenAsItsPercentileLeaves(int percentile, double share, double tolerance) {
        var random = new SplittableRandom(percentile);
        var forecast = new Forecast(new ForecastPolicy(Duration.ofDays(1), percentile), 1);
        int above = 0;
        int asked = 0;
        for (int bucket = 0; bucket < 7 * HoltWinters.BUCKETS; bucket++) {
            double load = 20 * Math.exp(0.1 * random.nextGaussian());
            forecast.learn(bucket * BUCKET, load);
            if (bucket > 3 * HoltWinters.BUCKETS) {
                asked++;
                above += load > forecast.upper(bucket * BUCKET, load) ? 1 : 0;
            }
        }

        assertThat((double) above / asked).as("of %d", asked).isCloseTo(share, within(tolerance));
    }

    @Test
    void reckonsWithAPeakThatIsOverBeforeTheHorizon() {
        var forecast = new Forecast(ForecastPolicy.DEFAULT, 6 * BUCKET);
        int peak = 3 * HoltWinters.BUCKETS + 100;
        for (int bucket = 0; bucket < peak - 3; bucket++) {
            forecast.learn(bucket * BUCKET, Math.floorMod(bucket, HoltWinters.BUCKETS) / 2 == 50 ? 30 : 10);
        }

        assertThat(forecast.upper((peak - 3) * BUCKET, 10)).isGreaterThan(20);
    }

    @Test
    void isNotLedAstrayByAClockThatGoesBack() {
        var forecast = new Forecast(ForecastPolicy.DEFAULT, 60_000);
        for (int bucket = 100; bucket < 200; bucket++) {
            forecast.learn(bucket * BUCKET, 5);
        }
        long seen = forecast.seen();

        forecast.learn(3 * BUCKET, 500);

        assertThat(forecast.upper(3 * BUCKET, 5)).isZero();
        assertThat(forecast.seen()).isEqualTo(seen);
        assertThat(forecast.upper(200 * BUCKET, 5)).isCloseTo(5, within(0.5));
    }

    /** The open bucket is lost, and with it the forecasts that had not been compared yet. */
    @Test
    void goesOnAfterARestartAsIfThereHadBeenNone() {
        var before = new Forecast(ForecastPolicy.DEFAULT, 60_000);
        learn(before, 0, TWO_DAYS);

        var after = new Forecast(ForecastPolicy.DEFAULT, 60_000);
        var words = after.resume(kept(before), true, TWO_DAYS * BUCKET);

        assertThat(words).isEqualTo("goes on with a season");
        assertThat(after.seasonal()).isTrue();
        assertThat(after.seen()).isEqualTo(before.seen());
        for (int bucket = TWO_DAYS; bucket < TWO_DAYS + HoltWinters.BUCKETS; bucket++) {
            learn(before, bucket, bucket + 1);
            learn(after, bucket, bucket + 1);
            double load = day(bucket);
            assertThat(after.upper(bucket * BUCKET, load))
                    .isCloseTo(before.upper(bucket * BUCKET, load), withinPercentage(5));
        }
    }

    @Test
    void learnsTheRestOfASeasonThatARestartHasCut() {
        var before = new Forecast(ForecastPolicy.DEFAULT, 60_000);
        learn(before, 0, 200);

        var after = new Forecast(ForecastPolicy.DEFAULT, 60_000);
        assertThat(after.resume(kept(before), true, 200 * BUCKET)).isEqualTo("goes on");
        learn(after, 200, HoltWinters.BUCKETS + 1);

        assertThat(after.seasonal()).isTrue();
    }

    @Test
    void takesTheLevelFromTheFirstLoadAfterALongPause() {
        var before = new Forecast(ForecastPolicy.DEFAULT, 60_000);
        learn(before, 0, TWO_DAYS);
        int later = TWO_DAYS + 5 * HoltWinters.BUCKETS + 40;

        var after = new Forecast(ForecastPolicy.DEFAULT, 60_000);
        var words = after.resume(kept(before), true, later * BUCKET);

        assertThat(words).isEqualTo("goes on with a season at a level to be learnt");
        assertThat(after.upper(later * BUCKET, 30)).isZero();
        after.learn(later * BUCKET, 3 * day(later));
        after.learn((later + 1) * BUCKET, 3 * day(later + 1));
        assertThat(after.upper((later + 1) * BUCKET, 3 * day(later + 1)))
                .isCloseTo(3 * day(later + 1), withinPercentage(10));
    }

    @Test
    void keepsTheCourseOfTheDayThoughLoadsAreMeasuredOtherwise() {
        var before = new Forecast(ForecastPolicy.DEFAULT, 60_000);
        learn(before, 0, TWO_DAYS);

        var after = new Forecast(ForecastPolicy.DEFAULT, 60_000);

        assertThat(after.resume(kept(before), false, TWO_DAYS * BUCKET))
                .isEqualTo("goes on with a season at a level to be learnt");
        assertThat(after.seasonal()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "3600, 576, true, it was for another season",
        "86400, 300, true, it is of the future",
        "86400, 20000, true, it is of long ago",
    })
    void beginsAnewWhereWhatWasLearntIsOfNoUse(int season, int now, boolean sameMeasure, String why) {
        var before = new Forecast(ForecastPolicy.DEFAULT, 60_000);
        learn(before, 0, TWO_DAYS);

        var after = new Forecast(new ForecastPolicy(Duration.ofSeconds(season), 90), 60_000);

        assertThat(after.resume(kept(before), sameMeasure, now * BUCKET)).startsWith("begins anew: " + why);
        assertThat(after.seen()).isZero();
    }

    private static Learnt kept(Forecast forecast) {
        return forecast.learnt(ScalePolicy.DEFAULT).orElseThrow();
    }

    private static void learn(Forecast forecast, int from, int until) {
        for (int bucket = from; bucket < until; bucket++) {
            forecast.learn(bucket * BUCKET, day(bucket));
        }
    }

    /** 5 to 15 endpoints. */
    private static double day(long bucket) {
        return 10 + 5 * Math.sin(2 * Math.PI * bucket / HoltWinters.BUCKETS);
    }
}
