package flotilla.node.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.resilience.GradientLimit.Window;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GradientLimitTest {

    private static final long TENTH = 100_000_000;
    private static final double BASE = 50e6;

    /** A window of so many answers that took so long, with this many in flight. */
    private static Window window(long answered, double millis, int most) {
        return new Window(TENTH, answered, millis * 1e6, 0, most);
    }

    private static GradientLimit settled(int from) {
        var limit = new GradientLimit(4, 1000);
        limit.take(window(1000, BASE / 1e6, 1), 0);
        while (limit.limit() < from) {
            limit.take(window(100, BASE / 1e6, limit.limit() - 1), 0);
        }
        limit.take(window(100, 10 * BASE / 1e6, limit.limit() - 1), 0);
        return limit;
    }

    @Test
    void staysWithinItsRangeWhateverComes() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (int run = 0; run < 200; run++) {
            int min = random.nextInt(1, 50);
            int max = min + random.nextInt(500);
            var limit = new GradientLimit(min, max);
            for (int i = 0; i < 500; i++) {
                long answered = random.nextInt(4) == 0 ? 0 : random.nextInt(1, 1000);
                double mean = Math.exp(random.nextDouble() * 25);
                long lost = random.nextInt(4) == 0 ? random.nextInt(1000) : 0;
                int most = random.nextInt(2 * max);
                limit.take(new Window(random.nextLong(1, 5 * TENTH), answered, mean, lost, most), i * 100L);

                assertThat(limit.limit()).as("seed %s", seed).isBetween(min, max);
                assertThat(limit.baseNanos()).as("seed %s", seed).isBetween(0.0, 1e12);
            }
        }
    }

    @Test
    void growsByLeapsUntilAnswersTakeLonger() {
        var limit = new GradientLimit(4, 1000);
        limit.take(window(100, 50, 5), 0);
        for (int i = 0; i < 10; i++) {
            limit.take(window(100, 50, limit.limit()), 0);
        }
        int leapt = limit.limit();
        assertThat(leapt).as("20 * 1.2^10").isBetween(110, 130);

        limit.take(window(100, 200, leapt), 0);
        int lower = limit.limit();
        limit.take(window(100, 50, lower), 0);

        assertThat(lower).as("half of it, a fifth of the way, and the root").isBetween((int) (0.9 * leapt), leapt);
        assertThat(limit.limit() - lower).as("by the root from then on").isBetween(1, 4);
    }

    @Test
    void settlesWhereTheQueueIsTheRootAndTheTolerance() {
        var limit = settled(120);
        for (int i = 0; i < 200; i++) {
            int inFlight = limit.limit();
            limit.take(window(100, 50 * Math.max(1, inFlight / 100.0), inFlight), 0);
        }

        assertThat(limit.limit()).isBetween(164, 170);

        int windows = 0;
        while (limit.limit() > 90) {
            int inFlight = limit.limit();
            limit.take(window(100, 50 * Math.max(1, inFlight / 50.0), inFlight), 0);
            windows++;
        }
        assertThat(windows).as("after half of the workers are gone").isLessThan(25);
    }

    @Test
    void saysNothingOfAnUpstreamThatIsHardlyAsked() {
        var limit = settled(100);
        int before = limit.limit();

        for (int i = 0; i < 1000; i++) {
            limit.take(window(100, 50 + i, before / 2 - 1), i * 100L);
        }

        assertThat(limit.limit()).isEqualTo(before);
        assertThat(limit.probing()).isFalse();
    }

    @Test
    void goesDownByThePartThatIsLost() {
        var one = settled(100);
        var other = settled(100);

        for (int i = 0; i < 50; i++) {
            one.take(new Window(TENTH, 95, BASE, 5, one.limit()), 0);
            other.take(new Window(TENTH, 0, 0, 100, other.limit()), 0);
        }

        assertThat(one.limit()).as("one in twenty").isGreaterThan(90);
        assertThat(other.limit()).as("all").isLessThan(10);
    }

    @Test
    void probesOnceInHalfAMinuteAndOnlyWhereItIsReached() {
        var limit = settled(100);
        int before = limit.limit();
        limit.take(window(100, 60, before - 1), 31_000);
        assertThat(limit.probing()).as("not reached").isFalse();

        limit.take(window(100, 60, limit.limit()), 32_000);
        assertThat(limit.probing()).isTrue();
        assertThat(limit.limit()).isBetween(before / 3, before / 3 + 3);

        limit.take(window(10_000, 80, 30), 32_300);
        assertThat(limit.probing()).isFalse();
        assertThat(limit.baseNanos()).as("learnt").isBetween(79.8e6, 80e6);
        assertThat(limit.limit()).as("as before").isBetween(before, before + 6);

        limit.take(window(100, 80, limit.limit()), 59_000);
        assertThat(limit.probing()).isFalse();
        limit.take(window(100, 80, limit.limit()), 60_000);
        assertThat(limit.probing()).isTrue();
    }

    @Test
    void probesWithTheNextSlotIfAnswersTakeMuchLonger() {
        var limit = settled(100);
        limit.take(window(100, 50, limit.limit()), 100);
        limit.take(window(100, 150, limit.limit()), 1_900);
        assertThat(limit.probing()).as("this slot has begun").isFalse();

        limit.take(window(100, 150, limit.limit()), 2_000);
        assertThat(limit.probing()).isTrue();
        limit.take(window(10_000, 150, 30), 2_300);

        int before = limit.limit();
        limit.take(window(100, 150, before), 4_000);
        assertThat(limit.probing()).as("that is the base now").isFalse();
        assertThat(limit.limit()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void learnsSlowlyFromCalmWindowsAndNothingFromOthers() {
        var limit = settled(100);

        limit.take(window(10_000, 100, 60), 0);
        assertThat(limit.baseNanos()).as("more than a third of it in flight").isEqualTo(BASE);
        limit.take(window(10_000, 100, 20), 0);
        assertThat(limit.baseNanos()).isBetween(BASE * 1.01, BASE * 1.03);
        for (int i = 0; i < 500; i++) {
            limit.take(window(10_000, 100, 20), 0);
        }
        assertThat(limit.baseNanos()).isGreaterThan(BASE * 1.99);
    }
}
