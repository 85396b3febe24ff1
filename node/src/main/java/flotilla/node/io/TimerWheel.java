package flotilla.node.io;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timeouts of one I/O thread, in a hashed wheel (Varghese and Lauck 1987, scheme 6): setting and cancelling one is
 * a change of a linked list, whatever their number. A timeout comes up to one tick late, never early.
 *
 * <p>Almost every timeout of a proxy is put off or cancelled and never fires. So a deadline that moves to a later time
 * leaves its entry where it is: when the old slot comes round, the entry is filed anew. Example: with ticks of 20 ms, a
 * timeout set to 1 s and put off a hundred times within that second is filed twice.
 *
 * <p>Not thread-safe: everything happens on the I/O thread.
 */
public final class TimerWheel {

    private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);

    static final int SLOTS = 512;

    private static final int FIRING = SLOTS;

    private final long tickNanos;
    private final @Nullable Timeout[] slots = new @Nullable Timeout[SLOTS + 1];
    private long tick;
    private int size;

    /**
     * @param tickNanos the resolution
     * @param nowNanos where the wheel begins
     */
    public TimerWheel(long tickNanos, long nowNanos) {
        this.tickNanos = tickNanos;
        this.tick = Math.floorDiv(nowNanos, tickNanos);
    }

    /** Timeouts that are set. */
    public int size() {
        return size;
    }

    /** Sets or moves a timeout. */
    public void set(Timeout timeout, long deadlineNanos) {
        boolean later = timeout.slot >= 0 && deadlineNanos >= timeout.deadline;
        timeout.deadline = deadlineNanos;
        if (later) {
            return;
        }
        unlink(timeout);
        link(timeout);
    }

    public void cancel(Timeout timeout) {
        timeout.deadline = Timeout.NEVER;
        unlink(timeout);
    }

    /** Fires everything whose deadline is not after {@code nowNanos}. */
    public void advance(long nowNanos) {
        long target = Math.floorDiv(nowNanos, tickNanos);
        tick = Math.max(tick, target - SLOTS);
        while (tick < target) {
            tick++;
            turn(slotOf(tick), nowNanos);
        }
    }

    /** Takes the slot's list off first: who fires may set or cancel any timeout, those of this list too. */
    private void turn(int slot, long nowNanos) {
        slots[FIRING] = slots[slot];
        slots[slot] = null;
        for (var entry = slots[FIRING]; entry != null; entry = entry.next) {
            entry.slot = FIRING;
        }
        for (var entry = slots[FIRING]; entry != null; entry = slots[FIRING]) {
            unlink(entry);
            if (entry.deadline > nowNanos) {
                link(entry);
            } else {
                fire(entry);
            }
        }
    }

    /** One that breaks must not cost the others of its list their time. */
    private static void fire(Timeout timeout) {
        timeout.deadline = Timeout.NEVER;
        try {
            timeout.expired();
        } catch (RuntimeException e) {
            LOG.error("defect while a timeout was handled", e);
        }
    }

    private void link(Timeout timeout) {
        // One tick further than the deadline's own, so that it is never early.
        long at = Math.max(Math.floorDiv(timeout.deadline, tickNanos), tick) + 1;
        int slot = slotOf(Math.min(at, tick + SLOTS - 1));
        var head = slots[slot];
        timeout.previous = null;
        timeout.next = head;
        if (head != null) {
            head.previous = timeout;
        }
        slots[slot] = timeout;
        timeout.slot = slot;
        size++;
    }

    private void unlink(Timeout timeout) {
        if (timeout.slot == -1) {
            return;
        }
        var before = timeout.previous;
        var after = timeout.next;
        if (before != null) {
            before.next = after;
        } else {
            slots[timeout.slot] = after;
        }
        if (after != null) {
            after.previous = before;
        }
        timeout.previous = null;
        timeout.next = null;
        timeout.slot = -1;
        size--;
    }

    private static int slotOf(long tick) {
        return (int) Math.floorMod(tick, (long) SLOTS);
    }
}
