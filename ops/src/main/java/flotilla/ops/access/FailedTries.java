package flotilla.ops.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import java.net.InetAddress;
import java.time.Duration;

/**
 * How often each address has shown something that is not believed. Ten tries are free; then there is one every six seconds. The
 * oldest are forgotten beyond ten thousand.
 *
 * <p>This makes no token safer, which are too long to be guessed; it keeps the log readable and says that somebody tries.
 */
final class FailedTries {

    static final int FREE = 10;
    static final Duration EACH = Duration.ofSeconds(6);

    private static final int MAX_ADDRESSES = 10_000;

    private final Time time;

    /** When the debt of an address' tries is paid off. */
    @GuardedBy("this") private final ByAddress<Long> paidOff = new ByAddress<>(MAX_ADDRESSES);

    FailedTries(Time time) {
        this.time = time;
    }

    /** How long it is told to wait; zero if the next one is free. */
    synchronized Duration wait(InetAddress address) {
        var until = paidOff.get(ByAddress.key(address));
        if (until == null) {
            return Duration.ZERO;
        }
        long over = until - time.nanos() - (FREE - 1) * EACH.toNanos();
        return over > 0 ? Duration.ofNanos(over) : Duration.ZERO;
    }

    synchronized void failed(InetAddress address) {
        long now = time.nanos();
        paidOff.merge(
                ByAddress.key(address),
                now + EACH.toNanos(),
                (until, first) -> (until - now > 0 ? until : now) + EACH.toNanos());
    }
}
