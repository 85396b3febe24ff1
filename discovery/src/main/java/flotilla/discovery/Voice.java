package flotilla.discovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a source speaks through, so that the listener hears what the contract promises: one event at a time, no snapshot
 * twice in a row, each trouble once, nothing after the end. After trouble the snapshot is said again, even unchanged:
 * that is how a listener learns that the source can see.
 *
 * <p>The listener is called with the lock held, which is what makes {@link #close()} final; a listener may close the
 * source that calls it.
 *
 * @param <E> the events; equal ones say the same
 */
public final class Voice<E> implements AutoCloseable {

    private static final int MAX_TROUBLES = 64;

    private final Consumer<? super E> listener;

    @GuardedBy("this") private @Nullable E last;

    @GuardedBy("this") private final Set<E> troubles = new HashSet<>();

    @GuardedBy("this") private boolean closed;

    public Voice(Consumer<? super E> listener) {
        this.listener = listener;
    }

    /** Says a snapshot, unless it is the one said last and nothing was wrong since. Tells whether it was said. */
    public synchronized boolean snapshot(E event) {
        if (closed || (event.equals(last) && troubles.isEmpty())) {
            return false;
        }
        last = event;
        troubles.clear();
        listener.accept(event);
        return true;
    }

    /** Says that something is wrong, once until the next snapshot. Tells whether it was said. */
    public synchronized boolean trouble(E event) {
        if (closed || troubles.size() >= MAX_TROUBLES || !troubles.add(event)) {
            return false;
        }
        listener.accept(event);
        return true;
    }

    /** Whether something was wrong since the last snapshot, or nothing has been said yet. */
    public synchronized boolean troubled() {
        return last == null || !troubles.isEmpty();
    }

    /** Nothing is said any more once this returns. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
