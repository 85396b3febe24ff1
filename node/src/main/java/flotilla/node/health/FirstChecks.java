package flotilla.node.health;

import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A check of every endpoint besides its turns, at once but for a bound on how many are under way. Each has the time limit of
 * its policy. For who begins where another has served, and should not send requests where that one knew better.
 */
public final class FirstChecks implements AutoCloseable {

    private static final int AT_A_TIME = 128;

    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final AtomicInteger left;

    private volatile boolean closed;

    private FirstChecks(int count) {
        this.left = new AtomicInteger(count);
    }

    static FirstChecks start(Collection<EndpointHealth> endpoints) {
        var checks = new FirstChecks(endpoints.size());
        endpoints.forEach(endpoint -> Thread.startVirtualThread(() -> checks.check(endpoint)));
        return checks;
    }

    private void check(EndpointHealth endpoint) {
        places.acquireUninterruptibly();
        try {
            if (!closed) {
                endpoint.checkAtOnce();
            }
        } finally {
            places.release();
            left.decrementAndGet();
        }
    }

    /** Whether every endpoint has answered, or its time is over. */
    public boolean done() {
        return left.get() == 0;
    }

    /** Begins no more; those under way still count. */
    @Override
    public void close() {
        closed = true;
    }
}
