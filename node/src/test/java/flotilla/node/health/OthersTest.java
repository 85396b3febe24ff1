package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OthersTest {

    @Test
    void theMedianOfTheOthersIsThatOfTheListWithoutOne() {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 500; round++) {
            var figures = random.doubles(1 + random.nextInt(12), 0, 5)
                    .map(figure -> random.nextInt(5) == 0 ? -1 : Math.floor(figure))
                    .toArray();

            var medians = Others.of(figures).mediansBesides(figures);

            for (int i = 0; i < figures.length; i++) {
                assertThat(medians[i]).as(Arrays.toString(figures) + " at " + i).isEqualTo(slowly(figures, i));
            }
        }
    }

    private static double slowly(double[] figures, int own) {
        var others = IntStream.range(0, figures.length)
                .filter(i -> i != own && figures[i] >= 0)
                .mapToDouble(i -> figures[i])
                .sorted()
                .toArray();
        if (figures[own] < 0 || others.length == 0) {
            return -1;
        }
        return (others[(others.length - 1) / 2] + others[others.length / 2]) / 2;
    }
}
