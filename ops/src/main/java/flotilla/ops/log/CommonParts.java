package flotilla.ops.log;

import flotilla.node.telemetry.Finished;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** What is the same in a line of text and in one of JSON, but for JSON's quotes. */
final class CommonParts {

    /** The numbers of an IPv4 address, each with a dot behind it. */
    private static final byte[][] DOTTED = new byte[256][];

    static {
        for (int i = 0; i < DOTTED.length; i++) {
            DOTTED[i] = (i + ".").getBytes(StandardCharsets.US_ASCII);
        }
    }

    private CommonParts() {}

    /** Where its connection comes from. */
    static void connection(Finished request, Line line) {
        address(request.clientAddress(), line);
        line.put(':');
        line.put((long) request.clientPort());
    }

    /** An IPv4 address in dots, an IPv6 address in brackets, all of its groups written. */
    static void address(InetAddress address, Line line) {
        if (address instanceof Inet4Address) {
            // Documented to be the address itself; getAddress() would copy an array.
            int bits = address.hashCode();
            line.put(DOTTED[bits >>> 24]);
            line.put(DOTTED[bits >>> 16 & 0xff]);
            line.put(DOTTED[bits >>> 8 & 0xff]);
            line.put((long) (bits & 0xff));
            return;
        }
        var bytes = address.getAddress();
        line.put('[');
        for (int i = 0; i < bytes.length; i += 2) {
            if (i > 0) {
                line.put(':');
            }
            group((bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff, line);
        }
        line.put(']');
    }

    private static void group(int group, Line line) {
        int digits = Math.max(1, (35 - Integer.numberOfLeadingZeros(group)) / 4);
        Escapes.hex(group, digits, line);
    }

    /** A duration that is not negative, with six decimals. */
    static void seconds(long nanos, Line line) {
        long micros = nanos / 1000;
        line.put(micros / 1_000_000);
        line.put('.');
        line.putPadded(micros, 6);
    }

    /** A trace's id as W3C Trace Context writes it. */
    static void trace(Finished request, Line line) {
        Escapes.hex(request.trace().high(), line);
        Escapes.hex(request.trace().low(), line);
    }

    static String reason(Finished request) {
        var failure = request.failure();
        return failure == null ? "" : failure.reason().code();
    }

    static String detail(Finished request) {
        var failure = request.failure();
        return failure == null ? "" : failure.detail();
    }
}
