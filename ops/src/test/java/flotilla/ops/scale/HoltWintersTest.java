package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoltWintersTest {

    private static final int DAY = HoltWinters.BUCKETS;

    private final HoltWinters model = new HoltWinters();

    @Test
    void goesOnWithWhatIsThereBeforeItKnowsASeason() {
        learn(0, 30, bucket -> 7);

        assertThat(model.seasonal()).isFalse();
        assertThat(model.at(31)).isCloseTo(7, within(0.01));
    }

    @Test
    void followsATrendBeforeItKnowsASeasonButNotForEver() {
        learn(0, 30, bucket -> 10 * Math.pow(1.02, (double) bucket));
        double last = 10 * Math.pow(1.02, 29);

        assertThat(model.at(30)).isGreaterThan(last * 0.95);
        assertThat(model.at(35)).isGreaterThan(model.at(30));
        assertThat(model.at(200)).isLessThan(last * 1.5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void knowsTheDayOnceItHasSeenTwo(long seed) {
        var random = new SplittableRandom(seed);
        learn(0, 3 * DAY, bucket -> day(bucket) * Math.exp(0.03 * random.nextGaussian()));

        // Three hours ahead, all through the next day. One step of noise is 3 %, the level's share of it less.
        double worst = 0;
        double sum = 0;
        for (long bucket = 3 * DAY; bucket < 4 * DAY; bucket++) {
            double error = Math.abs(model.at(bucket + 36) - day(bucket + 36)) / day(bucket + 36);
            worst = Math.max(worst, error);
            sum += error;
            model.learn(bucket, day(bucket));
        }
        assertThat(sum / DAY).as("seed %d", seed).isLessThan(0.04);
        assertThat(worst).as("seed %d", seed).isLessThan(0.2);
    }

    @Test
    void foreseesAStepThatComesEachDay() {
        LongToDoubleFunction steps = bucket -> Math.floorMod(bucket, DAY) >= 108 ? 30 : 10;
        learn(0, 3 * DAY + 106, steps);

        assertThat(model.at(3 * DAY + 106)).isCloseTo(10, within(1.0));
        assertThat(model.at(3 * DAY + 109)).isCloseTo(30, within(3.0));
    }

    @Test
    void isNotMovedMuchByOneStrangeValue() {
        learn(0, 3 * DAY, bucket -> day(bucket));
        double before = model.at(3 * DAY + 2) / day(3 * DAY + 2);

        model.learn(3 * DAY, 40 * day(3 * DAY));

        assertThat(model.at(3 * DAY + 2) / day(3 * DAY + 2)).isCloseTo(before, within(0.05));
    }

    @Test
    void takesANewLevelForWhatItIsWithinTheHour() {
        learn(0, 3 * DAY, bucket -> day(bucket));
        learn(3 * DAY, 3 * DAY + 12, bucket -> 2 * day(bucket));

        assertThat(model.at(3 * DAY + 13)).isCloseTo(2 * day(3 * DAY + 13), within(0.35 * day(3 * DAY + 13)));
    }

    @Test
    void goesOnAtTheRightTimeOfDayAfterAGap() {
        learn(0, 3 * DAY, bucket -> day(bucket));

        learn(3 * DAY + 100, 3 * DAY + 103, bucket -> 1.3 * day(bucket));

        long next = 3 * DAY + 150;
        assertThat(model.at(next)).isCloseTo(1.3 * day(next), within(0.1 * day(next)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neverSaysWhatIsNoNumber(long seed) {
        var random = new SplittableRandom(seed);
        long bucket = random.nextLong(1_000_000);
        for (int i = 0; i < 3000; i++) {
            bucket += random.nextInt(20) == 0 ? random.nextInt(1000) : 1;
            model.learn(bucket, random.nextInt(10) == 0 ? 0 : Math.pow(10, random.nextInt(6)));
            assertThat(model.at(bucket + 1 + random.nextInt(DAY))).isFinite().isNotNegative();
        }
    }

    private void learn(long from, long until, LongToDoubleFunction load) {
        for (long bucket = from; bucket < until; bucket++) {
            model.learn(bucket, load.applyAsDouble(bucket));
        }
    }

    /** 5 to 15 endpoints. */
    private static double day(long bucket) {
        return 10 + 5 * Math.sin(2 * Math.PI * Math.floorMod(bucket, DAY) / DAY);
    }
}
