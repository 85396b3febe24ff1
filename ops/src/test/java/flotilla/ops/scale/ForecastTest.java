package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {

    private static final long BUCKET = Duration.ofMinutes(5).toMillis();

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
}
