package flotilla.ops.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each address has shown something that is not believed. Ten tries are free; then there is one every six seconds. Of
 * IPv6 the network of 64 bits counts, as whoever has one address of it has all. The oldest are forgotten beyond ten thousand.
 *
 * <p>This makes no token safer, which are too long to be guessed; it keeps the log readable and says that somebody tries.
 */
final class FailedTries {

    static final int FREE = 10;
    static final Duration EACH = Duration.ofSeconds(6);

    private static final int MAX_ADDRESSES = 10_000;
    private static final int NETWORK_BYTES = 8;

    private final Time time;

    /** By address, when the debt of its tries is paid off. */
    @GuardedBy("this") private final Map<String, Long> paidOff = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    FailedTries(Time time) {
        this.time = time;
    }

    /** How long it is told to wait; zero if the next one is free. */
    synchronized Duration wait(InetAddress address) {
        var until = paidOff.get(key(address));
        if (until == null) {
            return Duration.ZERO;
        }
        long over = until - time.nanos() - (FREE - 1) * EACH.toNanos();
        return over > 0 ? Duration.ofNanos(over) : Duration.ZERO;
    }

    synchronized void failed(InetAddress address) {
        long now = time.nanos();
        paidOff.merge(
                key(address), now + EACH.toNanos(), (until, first) -> (until - now > 0 ? until : now) + EACH.toNanos());
    }

    /** What counts as one address. */
    static String key(InetAddress address) {
        var bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
    }
}
