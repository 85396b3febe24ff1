package flotilla.ops.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of one line under way. One for each thread, used again for line after line: it grows to the longest so far and
 * allocates nothing then. What is put is ASCII.
 */
final class Line {

    private static final int USUAL = 1 << 10;

    /** Of a long. */
    private static final int MOST_DIGITS = 19;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The chars that stand for themselves in quotes, in text as in JSON. */
    private static final boolean[] PLAIN = new boolean[0x7f];

    static {
        Arrays.fill(PLAIN, ' ', PLAIN.length, true);
        PLAIN['"'] = false;
        PLAIN['\\'] = false;
    }

    private byte[] bytes = new byte[USUAL];
    private int length;

    /** Begins a line; the one before is forgotten. */
    void begin() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** Takes back what was put since it had this length. */
    void cut(int newLength) {
        length = newLength;
    }

    /** Its bytes, of which the first {@link #length} count; the line's own array. */
    byte[] bytes() {
        return bytes;
    }

    void put(int b) {
        makeRoom(1);
        bytes[length++] = (byte) b;
    }

    void put(byte[] ascii) {
        makeRoom(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
    }

    /** Puts text of which every char is one byte (ASCII). */
    void put(String ascii) {
        copy(ascii);
        length += ascii.length();
    }

    /**
     * Puts a text if each of its chars stands for itself, else nothing.
     *
     * @param latin1 has chars below 256 alone, as what comes over the wire does: others would be taken for such
     * @return whether it was put
     */
    boolean putIfPlain(String latin1) {
        copy(latin1);
        int end = length + latin1.length();
        if (!plain(bytes, length, end)) {
            return false;
        }
        length = end;
        return true;
    }

    /** Copies it behind the end without moving that. */
    @SuppressWarnings(
            "deprecation") // of no use for other text, but the one way that copies Latin-1 and makes no object
    private void copy(String latin1) {
        makeRoom(latin1.length());
        latin1.getBytes(0, latin1.length(), bytes, length);
    }

    private static boolean plain(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            if (!plain((long) EIGHT.get(bytes, at))) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (!plain((char) (bytes[at] & 0xff))) {
                return false;
            }
        }
        return true;
    }

    private static boolean plain(char c) {
        return c < PLAIN.length && PLAIN[c];
    }

    /**
     * Whether all of eight bytes are plain, found without a look at each: a byte that is 0 borrows from its highest bit
     * when 1 is taken from it (Henry S. Warren, "Hacker's Delight", 6-1).
     */
    private static boolean plain(long eight) {
        long notAscii = eight;
        long control = eight - 0x2020202020202020L;
        long quote = (eight ^ 0x2222222222222222L) - 0x0101010101010101L;
        long backslash = (eight ^ 0x5c5c5c5c5c5c5c5cL) - 0x0101010101010101L;
        long delete = (eight ^ 0x7f7f7f7f7f7f7f7fL) - 0x0101010101010101L;
        return ((notAscii | control | quote | backslash | delete) & 0x8080808080808080L) == 0;
    }

    /**
     * Puts the chars of a text from {@code from} up to {@code to}, or up to the first that needs an escape.
     *
     * @return where that one stands, or {@code to}
     */
    int putPlain(String text, int from, int to) {
        makeRoom(to - from);
        var into = bytes;
        int next = length;
        int i = from;
        for (; i < to; i++) {
            char c = text.charAt(i);
            if (!plain(c)) {
                break;
            }
            into[next++] = (byte) c;
        }
        length = next;
        return i;
    }

    /** Puts a number in decimal, but for {@link Long#MIN_VALUE}. */
    void put(long number) {
        if (number < 0) {
            put('-');
        }
        long rest = Math.abs(number);
        putPadded(rest, digits(rest));
    }

    private static int digits(long number) {
        int digits = 1;
        for (long limit = 10; number >= limit && digits < MOST_DIGITS; limit *= 10) {
            digits++;
        }
        return digits;
    }

    /** Puts the last {@code count} digits of a number, with zeros in front. */
    void putPadded(long number, int count) {
        makeRoom(count);
        long rest = number;
        for (int at = length + count - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    private void makeRoom(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
