package flotilla.node.io.http1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are text in US-ASCII, as HTTP's grammar has it (RFC 9110 section 5.6). */
public final class Ascii {

    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (char c = '0'; c <= '9'; c++) {
            TOKEN[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            TOKEN[c] = true;
            TOKEN[c - 'a' + 'A'] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private Ascii() {}

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The one and behind it the other. */
    public static byte[] join(byte[] first, byte[] second) {
        var all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    public static String string(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Copies a Latin-1 string; returns the position behind it. */
    @SuppressWarnings("deprecation") // the one bulk copy from a String's bytes without an allocation
    public static int put(String text, byte[] target, int at) {
        int length = text.length();
        text.getBytes(0, length, target, at);
        return at + length;
    }

    public static int put(byte[] text, byte[] target, int at) {
        System.arraycopy(text, 0, target, at, text.length);
        return at + text.length;
    }

    /** Puts a number that is not negative in decimal; returns the position behind it. */
    public static int put(long number, byte[] target, int at) {
        int end = at + 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            end++;
        }
        long rest = number;
        for (int i = end - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end;
    }

    /** Whether the byte may stand in a token, such as a field's name. */
    public static boolean token(byte b) {
        return TOKEN[b & 0xff];
    }

    /** Whether the byte may stand in a field's value: no control but HTAB. */
    public static boolean text(byte b) {
        return b >= ' ' && b != 0x7f || b < 0 || b == '\t';
    }

    public static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Compares without regard to case; {@code lower} is in lower case. */
    public static boolean same(byte[] bytes, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    /** Compares without regard to case. */
    public static boolean same(byte[] bytes, int from, int to, byte[] others, int othersFrom, int othersTo) {
        if (to - from != othersTo - othersFrom) {
            return false;
        }
        for (int i = 0; i < to - from; i++) {
            if (lower(bytes[from + i]) != lower(others[othersFrom + i])) {
                return false;
            }
        }
        return true;
    }

    /** Compares with a text in ASCII without regard to case. */
    public static boolean same(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < to - from; i++) {
            if (lower(bytes[from + i]) != lower((byte) text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a comma-separated list has the token {@code lower}. */
    public static boolean lists(byte[] bytes, int from, int to, byte[] lower) {
        return lists(bytes, from, to, lower, 0, lower.length);
    }

    /** Whether a comma-separated list has this token, in any case. */
    public static boolean lists(byte[] bytes, int from, int to, byte[] token, int tokenFrom, int tokenTo) {
        int at = from;
        while (at <= to) {
            int end = at;
            while (end < to && bytes[end] != ',') {
                end++;
            }
            int first = at;
            int last = end;
            while (first < last && blank(bytes[first])) {
                first++;
            }
            while (last > first && blank(bytes[last - 1])) {
                last--;
            }
            if (same(bytes, first, last, token, tokenFrom, tokenTo)) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    /** The value of 1 to 18 decimal digits, or -1. */
    public static long decimal(byte[] bytes, int from, int to) {
        if (to - from < 1 || to - from > 18) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }
}
