package flotilla.ops.log;

import java.util.Arrays;

/**
 * The bytes of one line under way. One for each thread, used again for line after line: it grows to the longest so far and
 * allocates nothing then. What is put is ASCII.
 */
final class Line {

    private static final int USUAL = 1 << 10;

    /** The chars that stand for themselves in quotes, in text as in JSON. */
    private static final boolean[] PLAIN = new boolean[0x7f];

    static {
        Arrays.fill(PLAIN, ' ', PLAIN.length, true);
        PLAIN['"'] = false;
        PLAIN['\\'] = false;
    }

    /** Room for a number, whose last digit comes first: dividing by ten alone is what compilers make a multiplication of. */
    private final byte[] digits = new byte[20];

    private byte[] bytes = new byte[USUAL];
    private int length;

    /** Begins a line; the one before is forgotten. */
    void begin() {
        length = 0;
    }

    int length() {
        return length;
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
        putLast(ascii, ascii.length);
    }

    /** Puts text of which every char is one byte (ASCII). */
    @SuppressWarnings("deprecation") // of no use for other text, but the one way that copies ASCII and makes no object
    void put(String ascii) {
        makeRoom(ascii.length());
        ascii.getBytes(0, ascii.length(), bytes, length);
        length += ascii.length();
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
            if (c >= PLAIN.length || !PLAIN[c]) {
                break;
            }
            into[next++] = (byte) c;
        }
        length = next;
        return i;
    }

    /** Puts a number in decimal. */
    void put(long number) {
        if (number < 0) {
            put('-');
        }
        long rest = Math.abs(number);
        int at = digits.length;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        putLast(digits, digits.length - at);
    }

    /** Puts the last {@code count} digits of a number, with zeros in front. */
    void putPadded(long number, int count) {
        long rest = number;
        for (int at = digits.length - 1; at >= digits.length - count; at--) {
            digits[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        putLast(digits, count);
    }

    private void putLast(byte[] from, int count) {
        makeRoom(count);
        System.arraycopy(from, from.length - count, bytes, length, count);
        length += count;
    }

    private void makeRoom(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
