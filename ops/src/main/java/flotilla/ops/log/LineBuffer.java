package flotilla.ops.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A ring of bytes between one thread that writes lines and one that takes them away.
 *
 * <p>The producer adds a line whole, so that the consumer sees all of it or nothing; a line that does not fit is dropped and
 * counted. Nobody waits, nobody locks, nothing is allocated.
 *
 * <p>{@code head} and {@code tail} count bytes and never turn back; a position in the ring is their remainder by its
 * size. Only the consumer writes {@code head}, only the producer {@code tail}, each with release, and the other reads it
 * with acquire: that orders the bytes before the count that shows them. Example with 8 bytes: head 6, tail 9 means that
 * the bytes at 6, 7 and 0 are there to take.
 */
final class LineBuffer {

    /** Outside the heap: what is written from there is not copied first. */
    private final ByteBuffer ring;

    private final int mask;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** What the producer last saw of head; it only ever grows, so an old one is safe. */
    private long seenHead;

    /**
     * @param size in bytes, a power of two
     */
    LineBuffer(int size) {
        this.ring = ByteBuffer.allocateDirect(size);
        this.mask = size - 1;
    }

    /** Shows a line to the consumer, with its end, or drops it whole if it does not fit; the producer's. */
    boolean add(Line line) {
        line.put('\n');
        long from = tail.getPlain();
        long to = from + line.length();
        if (to - seenHead > ring.capacity()) {
            seenHead = head.getAcquire();
        }
        if (to - seenHead > ring.capacity()) {
            dropped.setRelease(dropped.getPlain() + 1);
            return false;
        }
        int start = (int) from & mask;
        int first = Math.min(line.length(), ring.capacity() - start);
        ring.put(start, line.bytes(), 0, first);
        ring.put(0, line.bytes(), first, line.length() - first);
        tail.setRelease(to);
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
     * @return how full it was, 0 to 1
     */
    double drainTo(WritableByteChannel channel) throws IOException {
        long from = head.getPlain();
        long to = tail.getAcquire();
        try {
            var lines = lines((int) from & mask, (int) (to - from));
            while (lines.hasRemaining()) {
                channel.write(lines);
            }
            return (double) (to - from) / ring.capacity();
        } finally {
            head.setRelease(to);
        }
    }

    /** In one piece, also around the ring's end: another process may append to the same file between two writes. */
    private ByteBuffer lines(int start, int count) {
        int first = ring.capacity() - start;
        if (count <= first) {
            return ring.slice(start, count);
        }
        return ByteBuffer.allocate(count)
                .put(ring.slice(start, first))
                .put(ring.slice(0, count - first))
                .flip();
    }
}
