package flotilla.ops.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is remembered of addresses, up to a number of them: beyond it the one that was looked at longest ago is forgotten. Of IPv6 the
 * network of 64 bits counts, as whoever has one address of it has all. Not for several threads.
 */
final class ByAddress<V> extends LinkedHashMap<String, V> {

    private static final long serialVersionUID = 1;
    private static final int NETWORK_BYTES = 8;

    private final int max;

    ByAddress(int max) {
        super(16, 0.75f, true);
        this.max = max;
    }

    /** What counts as one address. */
    static String key(InetAddress address) {
        var bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > max;
    }
}
