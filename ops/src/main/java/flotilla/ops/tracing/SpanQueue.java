package flotilla.ops.tracing;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Spans on their way from one I/O thread, which adds, to the exporter, which takes. Nobody waits and nobody locks: what finds
 * no room is dropped and counted.
 *
 * <p>{@code head} and {@code tail} count spans and never turn back; a slot is their remainder by the size. Only the I/O thread
 * writes {@code tail} and only the exporter {@code head}, each with release after the slot, and the other reads it with acquire.
 */
final class SpanQueue {

    private final AtomicReferenceArray<SpanCopy> slots;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    SpanQueue(int size) {
        this.slots = new AtomicReferenceArray<>(size);
    }

    /** Adds a span if there is room; the I/O thread's. */
    void add(SpanCopy span) {
        long at = tail.getPlain();
        if (at - head.getAcquire() == slots.length()) {
            dropped.setRelease(dropped.getPlain() + 1);
            return;
        }
        slots.setPlain((int) (at % slots.length()), span);
        tail.setRelease(at + 1);
    }

    /** Moves up to {@code most} spans; the exporter's. */
    void drainTo(Collection<SpanCopy> taken, int most) {
        long from = head.getPlain();
        long to = Math.min(tail.getAcquire(), from + most);
        for (long at = from; at < to; at++) {
            int slot = (int) (at % slots.length());
            taken.add(slots.getPlain(slot));
            slots.setPlain(slot, null);
        }
        head.setRelease(to);
    }

    /** Spans that wait; exact for the exporter while nothing is added. */
    int size() {
        return (int) (tail.getAcquire() - head.getAcquire());
    }

    /** Spans dropped since the start. */
    long dropped() {
        return dropped.getAcquire();
    }
}
