package flotilla.node.telemetry;

/**
 * Which trace a request belongs to: what {@code traceparent} of W3C Trace Context says (Level 2, section 3.2).
 *
 * <pre>{@code
 * 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
 * version, trace id, span id of whoever sends it, flags
 * }</pre>
 *
 * <p>Read strictly: small letters alone, no id of zeros, version ff never; of a later version what stands where it stands in this
 * one. What is wrong is as if it were not there. Of the flags, "sampled" and "random" are known and go on; the others are not
 * ours to repeat. Reused for one request after another, on one I/O thread; nothing is allocated.
 */
public final class TraceContext {

    /** The length of what {@link #write} writes, and of what version 00 has. */
    public static final int SIZE = 55;

    private static final int SAMPLED = 1;
    private static final int RANDOM = 2;
    private static final int INVALID_VERSION = 0xff;
    private static final String DIGITS = "0123456789abcdef";

    private long high;
    private long low;
    private long parent;
    private long span;
    private int flags;

    /** A digit was none. */
    private boolean bad;

    /** There is no trace. */
    public void clear() {
        high = 0;
        low = 0;
        parent = 0;
        span = 0;
        flags = 0;
    }

    /** Begins a new trace with the request. */
    public void start(long newHigh, long newLow, long newSpan) {
        high = newHigh;
        low = newLow;
        parent = 0;
        span = newSpan;
        flags = RANDOM;
    }

    /**
     * Goes on with the trace that these bytes name.
     *
     * @param newSpan of the request itself
     * @return false if they do not name one; then nothing of this is any good
     */
    public boolean goOn(byte[] bytes, int length, long newSpan) {
        clear();
        bad = length < SIZE;
        if (bad) {
            return false;
        }
        int version = (int) hex(bytes, 0, 2);
        high = hex(bytes, 3, 16);
        low = hex(bytes, 19, 16);
        parent = hex(bytes, 36, 16);
        flags = (int) hex(bytes, 53, 2) & (SAMPLED | RANDOM);
        span = newSpan;
        boolean dashes = bytes[2] == '-' && bytes[35] == '-' && bytes[52] == '-';
        boolean ended = length == SIZE || version != 0 && bytes[SIZE] == '-';
        return dashes && ended && !bad && version != INVALID_VERSION && (high | low) != 0 && parent != 0;
    }

    private long hex(byte[] bytes, int from, int digits) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            int b = bytes[i];
            int digit = b >= '0' && b <= '9' ? b - '0' : b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
            bad |= digit < 0;
            value = value << 4 | digit & 0xf;
        }
        return value;
    }

    /**
     * Writes it for an endpoint, {@link #SIZE} bytes.
     *
     * @param from the id of the span that asks the endpoint
     * @return the position behind it
     */
    public int write(long from, boolean sampled, byte[] to, int at) {
        to[at] = '0';
        to[at + 1] = '0';
        to[at + 2] = '-';
        put(high, 16, to, at + 3);
        put(low, 16, to, at + 19);
        to[at + 35] = '-';
        put(from, 16, to, at + 36);
        to[at + 52] = '-';
        put(flags & ~SAMPLED | (sampled ? SAMPLED : 0), 2, to, at + 53);
        return at + SIZE;
    }

    private static void put(long value, int digits, byte[] to, int at) {
        for (int i = 0; i < digits; i++) {
            to[at + i] = (byte) DIGITS.charAt((int) (value >>> (digits - 1 - i) * 4) & 0xf);
        }
    }

    /** Whether there is one. */
    public boolean present() {
        return (high | low) != 0;
    }

    /** The first half of the trace's id. */
    public long high() {
        return high;
    }

    /** The second half, which is random as a whole. */
    public long low() {
        return low;
    }

    /** The id of the span that asked us; 0: the trace began here. */
    public long parent() {
        return parent;
    }

    /** The id of the request's own span. */
    public long span() {
        return span;
    }

    /** Whether whoever asked us records the trace. */
    public boolean parentSampled() {
        return (flags & SAMPLED) != 0;
    }
}
