package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class PeakEwmaTest {

    private static final long DECAY = Duration.ofSeconds(10).toNanos();
    private static final long START = Long.MAX_VALUE - DECAY;

    private final PeakEwma latency = new PeakEwma();

    @Test
    void knowsNothingBeforeTheFirstAnswer() {
        assertThat(latency.at(START)).isZero();
    }

    @Test
    void takesAPeakAtOnceAndDecaysAcrossTheClocksWrap() {
        latency.record(20, START);
        latency.record(100, START + 1);

        assertThat(latency.at(START + 1)).isEqualTo(100);
        assertThat(latency.at(START + 1 + 2 * DECAY)).isCloseTo(100 * Math.exp(-2), within(1e-6));
    }

    @Test
    void comesDownByTheAgeOfTheAnswerBefore() {
        latency.record(100, START);
        latency.record(20, START + DECAY);

        assertThat(latency.at(START + DECAY)).isCloseTo(20 + 80 / Math.E, within(1e-6));
    }

    @Test
    void toleratesAClockThatIsSlightlyBehind() {
        latency.record(100, START);
        latency.record(50, START - 5);

        assertThat(latency.at(START - 10)).isEqualTo(100);
    }

    @Test
    void losesNoPeakAmongThreads() throws Exception {
        try (var pool = Executors.newFixedThreadPool(4)) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int t = 0; t < 4; t++) {
                int peak = 1_000_000 + t;
                tasks.add(() -> {
                    for (int i = 0; i < 50_000; i++) {
                        latency.record(i == 25_000 ? peak : 10, START + i);
                    }
                    return true;
                });
            }
            for (var task : pool.invokeAll(tasks)) {
                assertThat(task.get()).isTrue();
            }
        }

        assertThat(latency.at(START + 50_000)).isCloseTo(1_000_003, within(100.0));
    }
}
