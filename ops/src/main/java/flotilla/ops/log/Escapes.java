package flotilla.ops.log;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Text from outside, made harmless. No escape lets a line end, a quote close or a terminal act. */
final class Escapes {

    /** No field takes more chars than this of a line. */
    static final int LONGEST = 4096;

    private static final String HEX = "0123456789abcdef";

    private Escapes() {}

    /** Inside double quotes: {@code \"}, {@code \\}, {@code \xHH} below 256 and {@code \\uHHHH} above. */
    static void text(String value, Line line) {
        int length = Math.min(value.length(), LONGEST);
        int next = line.putPlain(value, 0, length);
        while (next < length) {
            char c = value.charAt(next);
            if (c < 0x100 && c != '"' && c != '\\') {
                line.put("\\x");
                hex(c, 2, line);
            } else {
                escape(c, line);
            }
            next = line.putPlain(value, next + 1, length);
        }
        cut(value, line);
    }

    /** Inside a JSON string (RFC 8259 section 7); a lone surrogate stays the escape that it is. */
    static void json(String value, Line line) {
        int length = Math.min(value.length(), LONGEST);
        int next = line.putPlain(value, 0, length);
        while (next < length) {
            escape(value.charAt(next), line);
            next = line.putPlain(value, next + 1, length);
        }
        cut(value, line);
    }

    private static void escape(char c, Line line) {
        line.put('\\');
        if (c == '"' || c == '\\') {
            line.put(c);
        } else {
            line.put('u');
            hex(c, 4, line);
        }
    }

    private static void cut(String value, Line line) {
        if (value.length() > LONGEST) {
            line.put("...");
        }
    }

    private static void hex(int value, int digits, Line line) {
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            line.put(HEX.charAt(value >> shift & 0xf));
        }
    }

    /** All 16 digits. */
    static void hex(long value, Line line) {
        hex((int) (value >>> 32), 8, line);
        hex((int) value, 8, line);
    }

    /** An IPv4 address in dots, an IPv6 address in brackets, all of its groups written. */
    static void address(InetAddress address, Line line) {
        if (address instanceof Inet4Address) {
            // Documented to be the address itself; getAddress() would copy an array.
            int bits = address.hashCode();
            for (int shift = 24; shift >= 0; shift -= 8) {
                line.put((long) (bits >> shift & 0xff));
                if (shift > 0) {
                    line.put('.');
                }
            }
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
        hex(group, digits, line);
    }
}
