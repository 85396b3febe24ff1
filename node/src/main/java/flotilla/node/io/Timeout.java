package flotilla.node.io;

import org.jspecify.annotations.Nullable;

/**
 * Something that happens on its I/O thread unless it is put off or cancelled in time. Re-used: whoever waits keeps one
 * and moves its deadline.
 */
public abstract class Timeout {

    static final long NEVER = Long.MAX_VALUE;

    @Nullable Timeout previous;

    @Nullable Timeout next;

    int slot = -1;
    long deadline = NEVER;

    /** The deadline has passed; called on the I/O thread, with the timeout no longer set. */
    protected abstract void expired();

    /** Whether it waits in a wheel. */
    public final boolean isSet() {
        return slot >= 0;
    }
}
