package flotilla.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final long SEED = 42;

    @Test
    void staysBelowALimitThatDoublesUpToFifteenSeconds() {
        for (var run = 0; run < 200; run++) {
            var backoff = new Backoff(new SplittableRandom(SEED + run));
            for (var limit : new long[] {500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000}) {
                assertThat(backoff.next()).isBetween(Duration.ZERO, Duration.ofMillis(limit));
            }
        }
    }

    @Test
    void usesTheWholeRange() {
        // Of 200 draws from 0 to 15 s, none below 3 s has a chance of 0.8^200 < 1e-19, and none above 12 s the same.
        var backoff = new Backoff(new SplittableRandom(SEED));
        for (var failure = 0; failure < 10; failure++) {
            backoff.next();
        }
        var delays = Stream.generate(backoff::next).limit(200).toList();

        assertThat(delays).anyMatch(delay -> delay.toMillis() < 3000).anyMatch(delay -> delay.toMillis() > 12_000);
    }

    @Test
    void beginsAnewAfterAnAnswer() {
        var backoff = new Backoff(new SplittableRandom(SEED));
        for (var failure = 0; failure < 10; failure++) {
            backoff.next();
        }

        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(Backoff.FIRST);
    }
}
