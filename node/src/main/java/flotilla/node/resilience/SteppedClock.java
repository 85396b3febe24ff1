package flotilla.node.resilience;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The clock of one breaker: the newest moment that its callers have read, so that it neither goes back nor has to be read
 * again. A window of Resilience4j loses a second of its counts for each step back. Not for several threads.
 */
final class SteppedClock extends Clock {

    private long nanos;

    SteppedClock(long nanos) {
        this.nanos = nanos;
    }

    void advance(long nowNanos) {
        if (nowNanos - nanos > 0) {
            nanos = nowNanos;
        }
    }

    long nanos() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(0, nanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("it has moments only, no zones");
    }
}
