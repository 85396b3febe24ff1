package flotilla.node.io;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all connections of a node together may hold for readers that are slower than their writers, and for
 * bodies that may have to be sent again. What is on its way normally needs none of it: bytes live in the scratch buffers
 * of the I/O thread until they are written.
 */
public final class BufferBudget {

    private final AtomicLong used = new AtomicLong();

    private volatile long max;

    public BufferBudget(long maxBytes) {
        this.max = maxBytes;
    }

    /** Bounds it so from here on; what is held above a smaller bound stays held. */
    public void limit(long maxBytes) {
        max = maxBytes;
    }

    public long used() {
        return used.get();
    }

    /** Copies what remains of {@code bytes} into a buffer of its own, or returns null if the budget is spent. */
    public @Nullable ByteBuffer keep(ByteBuffer bytes) {
        if (!reserve(bytes.remaining())) {
            return null;
        }
        // The heap, not direct memory: short-lived, of any size, and freed by the collector without a pool to tune.
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    /** Gives back what {@link #keep} returned. */
    public void free(ByteBuffer kept) {
        release(kept.capacity());
    }

    /** Counts memory of the caller's own; returns false if the budget is spent. */
    public boolean reserve(int size) {
        if (used.addAndGet(size) > max) {
            used.addAndGet(-size);
            return false;
        }
        return true;
    }

    /** Gives back what was {@link #reserve}d. */
    public void release(int size) {
        used.addAndGet(-size);
    }
}
