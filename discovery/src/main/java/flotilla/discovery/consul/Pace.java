package flotilla.discovery.consul;

import flotilla.discovery.Time;
import java.time.Duration;

/**
 * Keeps a watch from asking too often, whatever the answers say: a least delay between two requests, and a bucket of
 * tokens refilled once a second. The delay also gathers a burst of changes into few answers, each of which is whole.
 */
final class Pace {

    static final int BURST = 10;

    private static final double PER_NANO = 1.0 / 1_000_000_000;

    private final Time time;
    private final Duration minDelay;
    private double tokens = BURST;
    private long filledAt;
    private long earliest;

    Pace(Time time, Duration minDelay) {
        this.time = time;
        this.minDelay = minDelay;
        this.filledAt = time.nanos();
        this.earliest = filledAt;
    }

    /** Zero if a request may go now, which is then counted; else how long until it may. */
    Duration ask() {
        var now = time.nanos();
        tokens = Math.min(BURST, tokens + (now - filledAt) * PER_NANO);
        filledAt = now;
        var delay = Math.max(earliest - now, (long) Math.ceil((1 - tokens) / PER_NANO));
        if (delay > 0) {
            return Duration.ofNanos(delay);
        }
        tokens -= 1;
        earliest = now + minDelay.toNanos();
        return Duration.ZERO;
    }
}
