package flotilla.ops.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import java.net.InetAddress;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How much is written of those whom nobody knows: a line a second for each address, with the number of those before it that
 * were not written. Else whoever reaches the port could fill the disk. The oldest are forgotten
 * beyond a thousand.
 */
final class Strangers {

    private static final long PACE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_ADDRESSES = 1_000;

    private final Time time;

    /** What was written last of an address. */
    @GuardedBy("this") private final ByAddress<Written> written = new ByAddress<>(MAX_ADDRESSES);

    /** @param unwritten since then */
    private record Written(long atNanos, int unwritten) {}

    Strangers(Time time) {
        this.time = time;
    }

    /** Whether this one of the address is written, and if so how many before it were not; empty: it is not. */
    synchronized OptionalInt turn(InetAddress from) {
        var key = ByAddress.key(from);
        long now = time.nanos();
        var last = written.get(key);
        if (last != null && now - last.atNanos() < PACE_NANOS) {
            written.put(key, new Written(last.atNanos(), last.unwritten() + 1));
            return OptionalInt.empty();
        }
        written.put(key, new Written(now, 0));
        return OptionalInt.of(last == null ? 0 : last.unwritten());
    }
}
