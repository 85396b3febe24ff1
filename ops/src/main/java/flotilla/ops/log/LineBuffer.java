package flotilla.ops.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A ring of bytes between one thread that writes lines and one that takes them away.
 *
 * <p>The producer begins a line, puts its bytes, and either ends it, which shows it to the consumer whole, or gives it
 * up: a line that does not fit is dropped and counted. Nobody waits, nobody locks, nothing is allocated.
 *
 * <p>{@code head} and {@code tail} count bytes and never turn back; a position in the ring is their remainder by its
 * size. Only the consumer writes {@code head}, only the producer {@code tail}, each with release, and the other reads it
 * with acquire: that orders the bytes before the count that shows them. Example with 8 bytes: head 6, tail 9 means that
 * the bytes at 6, 7 and 0 are there to take.
 */
final class LineBuffer {

    private final byte[] ring;
    private final int mask;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** Room for a number, whose last digit comes first: dividing by ten alone is what compilers make a multiplication of. */
    private final byte[] digits = new byte[20];

    /** Where the next byte of the line under way goes; the producer's alone. */
    private long cursor;

    /** What the producer last saw of head; it only ever grows, so an old one is safe. */
    private long seenHead;

    private boolean full;

    /**
     * @param size in bytes, a power of two
     */
    LineBuffer(int size) {
        this.ring = new byte[size];
        this.mask = size - 1;
    }

    /** Begins a line; what was not ended before is forgotten. */
    void begin() {
        cursor = tail.getPlain();
        full = false;
    }

    void put(int b) {
        if (cursor - seenHead == ring.length) {
            seenHead = head.getAcquire();
            full |= cursor - seenHead == ring.length;
        }
        if (!full) {
            ring[(int) cursor & mask] = (byte) b;
            cursor++;
        }
    }

    /** Puts text of which every char is one byte (ASCII). */
    void put(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
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
        putDigits(at);
    }

    /** Puts the last {@code count} digits of a number, with zeros in front. */
    void putPadded(long number, int count) {
        long rest = number;
        int from = digits.length - count;
        for (int at = digits.length - 1; at >= from; at--) {
            digits[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        putDigits(from);
    }

    private void putDigits(int from) {
        for (int at = from; at < digits.length; at++) {
            put(digits[at]);
        }
    }

    /** Ends the line and shows it to the consumer, or drops it whole if it did not fit. */
    boolean end() {
        put('\n');
        if (full) {
            dropped.setRelease(dropped.getPlain() + 1);
            return false;
        }
        tail.setRelease(cursor);
        return true;
    }

    /** Lines dropped since the start. */
    long dropped() {
        return dropped.getAcquire();
    }

    /**
     * Writes all whole lines that are there; the consumer's. If the channel fails they are gone, as a channel that
     * cannot be written to would otherwise hold up those to come.
     *
     * @return how many bytes were taken
     */
    int drainTo(WritableByteChannel channel) throws IOException {
        long from = head.getPlain();
        long to = tail.getAcquire();
        try {
            while (from < to) {
                int start = (int) from & mask;
                int length = (int) Math.min(to - from, ring.length - start);
                var piece = ByteBuffer.wrap(ring, start, length);
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
                from += length;
            }
            return (int) (to - head.getPlain());
        } finally {
            head.setRelease(to);
        }
    }
}
