package flotilla.discovery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: anything up to a limit that doubles with each failure in a row ("full jitter", so
 * that a fleet that lost its registry at one moment does not come back at one moment).
 */
public final class Backoff {

    public static final Duration FIRST = Duration.ofMillis(500);
    public static final Duration LAST = Duration.ofSeconds(15);

    private final RandomGenerator random;
    private int failures;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** How long to wait after one more failure. */
    public Duration next() {
        var limit = Math.min(LAST.toMillis(), FIRST.toMillis() << Math.min(failures, 10));
        failures++;
        return Duration.ofMillis(random.nextLong(limit + 1));
    }

    /** Begins anew after a success. */
    public void reset() {
        failures = 0;
    }
}
