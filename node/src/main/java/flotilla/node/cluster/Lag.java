package flotilla.node.cluster;

import java.time.Duration;

/**
 * How long a peer's messages were on their way, without clocks that agree: a stamp of the sender's clock is compared
 * with the receiver's, and the smallest difference there was lately counts as no delay at all (the minimum filter of
 * NTP, RFC 5905 section 10). A node that stood still finds a heap of old messages on waking: the first of them may pass
 * for one of now, the next ones show how old it was.
 *
 * <p>Worked example: stamps 100, 200, 300 arrive at 5100, 5203, 5900: the differences are 5000, 5003, 5600, so the lags are
 * 0, 3 and 600 ms. The smallest is that of the last {@value #WINDOW_SECONDS} seconds to twice that, so that
 * a clock that stood still with its machine is believed again after that time. Not for several threads.
 */
final class Lag {

    private static final int WINDOW_SECONDS = 10;
    private static final long WINDOW = Duration.ofSeconds(WINDOW_SECONDS).toNanos();
    private static final long NANOS_PER_MILLI = 1_000_000;

    private boolean begun;
    private long since;
    private long least;
    private long leastBefore;

    /** The lag in nanoseconds of a message with this stamp that is here now. */
    long of(long uptimeMillis, long nowNanos) {
        long difference = nowNanos - uptimeMillis * NANOS_PER_MILLI;
        if (!begun) {
            begun = true;
            since = nowNanos;
            least = difference;
            leastBefore = difference;
        } else if (nowNanos - since >= WINDOW) {
            leastBefore = nowNanos - since >= 2 * WINDOW ? difference : least;
            since = nowNanos;
            least = difference;
        }
        least = Math.min(least, difference);
        return difference - Math.min(least, leastBefore);
    }
}
