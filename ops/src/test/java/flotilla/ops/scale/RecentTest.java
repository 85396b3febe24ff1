package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theGreatestIsThatOfAllValuesOfTheWindow(long seed) {
        var random = new SplittableRandom(seed);
        var recent = new RecentMax(100);
        var ats = new ArrayList<Long>();
        var values = new ArrayList<Integer>();
        long at = 0;
        for (int i = 0; i < 2000; i++) {
            at += random.nextInt(40);
            ats.add(at);
            values.add(random.nextInt(50));
            int most = Integer.MIN_VALUE;
            for (int j = i; j >= 0 && ats.get(j) > at - 100; j--) {
                most = Math.max(most, values.get(j));
            }
            assertThat(recent.with(at, values.get(i)))
                    .as("seed %d, %d", seed, i)
                    .isEqualTo(most);
        }
    }

    @Test
    void theMeanIsThatOfTheWindow() {
        var recent = new RecentMean(100);

        assertThat(recent.with(0, 10)).isEqualTo(10);
        assertThat(recent.with(50, 20)).isEqualTo(15);
        assertThat(recent.with(100, 40)).isEqualTo(30);
        assertThat(recent.with(1000, 7)).isEqualTo(7);
    }

    @Test
    void aClockThatGoesBackBeginsAnew() {
        var mean = new RecentMean(100);
        var most = new RecentMax(100);
        mean.with(5000, 10);
        most.with(5000, 10);

        assertThat(mean.with(10, 2)).isEqualTo(2);
        assertThat(most.with(10, 2)).isEqualTo(2);
    }
}
