package flotilla.node.resilience;

import java.time.Duration;

/**
 * How long a breaker stays open: twice as long as the last time if it opens again before it was closed for as long as it had
 * been open. Not for several threads.
 *
 * <p>Worked example, 5 s to 60 s: open 5 s, half-open, open 10 s, closed for 9 s, open 20 s, closed for a minute, open 5 s.
 */
final class OpenTime {

    private final long first;
    private final long most;
    private long last;
    private long untilNanos;
    private long closedNanos;
    private boolean closed = true;

    OpenTime(Duration first, Duration most) {
        this.first = first.toNanos();
        this.most = most.toNanos();
    }

    /** It opens now; returns the nanoseconds for which it does. */
    long begin(long nowNanos) {
        boolean inARow = last > 0 && (!closed || nowNanos - closedNanos < last);
        last = inARow ? Math.min(most, 2 * last) : first;
        closed = false;
        untilNanos = nowNanos + last;
        return last;
    }

    /** It has closed. */
    void closed(long nowNanos) {
        closed = true;
        closedNanos = nowNanos;
    }

    /** Nanoseconds that are left of the last time, 0 if it is over. */
    long left(long nowNanos) {
        return closed ? 0 : Math.max(0, untilNanos - nowNanos);
    }

    /** All of the last time. */
    long last() {
        return last;
    }
}
