package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LevelsTest {

    private static final double EXACT = 1e-9;

    @Test
    void oneLevelHasAllHoweverFewAreWell() {
        assertThat(Levels.of(1).loads()).containsExactly(1);
        assertThat(Levels.of(0.1).loads()).containsExactly(1);
        assertThat(Levels.of(0).loads()).containsExactly(0);
    }

    @Test
    void theFirstLevelHasAllWhileFiveSeventhsOfItAreWell() {
        assertThat(Levels.of(5 / 7.0, 1).loads()[0]).isCloseTo(1, within(EXACT));
        assertThat(Levels.of(0.7, 1).loads()).containsExactly(new double[] {0.98, 0.02}, within(EXACT));
        assertThat(Levels.of(0.5, 1).loads()).containsExactly(new double[] {0.7, 0.3}, within(EXACT));
        assertThat(Levels.of(0, 1, 1).loads()).containsExactly(0, 1, 0);
    }

    @Test
    void levelsThatCannotCarryItTogetherShareItAsTheyCan() {
        var levels = Levels.of(0.5, 0.1);

        assertThat(levels.suffice()).isFalse();
        assertThat(levels.loads()).containsExactly(new double[] {0.7 / 0.84, 0.14 / 0.84}, within(EXACT));
    }

    /** For any shares: all is shared out, no level beyond what it bears while they suffice, none before its turn. */
    @Test
    void nobodyGetsMoreThanItBearsAndNobodyIsCalledBeforeItsTurn() {
        var random = new SplittableRandom(42);
        for (int round = 0; round < 10_000; round++) {
            double[] well = random.doubles(random.nextInt(1, 6))
                    .map(share -> share < 0.2 ? 0 : share > 0.8 ? 1 : share)
                    .toArray();
            var levels = Levels.of(well);
            double[] loads = levels.loads();

            boolean anybody = Arrays.stream(well).anyMatch(share -> share > 0);
            assertThat(Arrays.stream(loads).sum()).isCloseTo(anybody ? 1 : 0, within(EXACT));
            for (int i = 0; i < well.length; i++) {
                if (levels.suffice()) {
                    assertThat(loads[i]).isLessThanOrEqualTo(1.4 * well[i] + EXACT);
                }
                if (i > 0 && loads[i] > 0 && levels.suffice()) {
                    assertThat(loads[i - 1])
                            .as("full before the next is called")
                            .isCloseTo(Math.min(1, 1.4 * well[i - 1]), within(EXACT));
                }
            }
        }
    }
}
