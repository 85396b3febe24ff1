package flotilla.node.resilience;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request that waits for a permit of a {@link ConcurrencyLimit}. Its wait ends once: it is admitted, displaced, or leaves
 * by itself. Who ends it is whoever is first, on whatever thread; what is told here must not block.
 */
public abstract class Waiter {

    private final RequestPriority priority;
    private final AtomicBoolean over = new AtomicBoolean();

    protected Waiter(RequestPriority priority) {
        this.priority = priority;
    }

    /** It holds a permit from now on, and has to give it back. */
    protected abstract void admitted();

    /** One of higher priority has its place. */
    protected abstract void displaced();

    final RequestPriority priority() {
        return priority;
    }

    /** Ends the wait; false if somebody else has done so. */
    final boolean end() {
        return over.compareAndSet(false, true);
    }
}
