package flotilla.node.balance;

import flotilla.discovery.Endpoint;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * An endpoint as this node sees it: requests in flight, connections, latency. One object per upstream and authority
 * for as long as any source lists it, whatever else changes around it, so that counts survive configuration and
 * discovery.
 *
 * <p>Threads: every I/O thread reads and counts; {@link #describe} is called by the table's keeper alone.
 */
public final class LiveEndpoint {

    private final String upstream;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder picks = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final PeakEwma latency = new PeakEwma();

    private final String authority;

    private volatile Endpoint endpoint;

    public LiveEndpoint(String upstream, Endpoint endpoint) {
        this.upstream = upstream;
        this.endpoint = endpoint;
        this.authority = endpoint.authority();
    }

    /** {@code host:port}; never changes. */
    public String authority() {
        return authority;
    }

    /** The name of the upstream that it serves. */
    public String upstream() {
        return upstream;
    }

    /** The newest description; its authority never changes. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Takes a newer description of the same authority. */
    public void describe(Endpoint newer) {
        if (!newer.authority().equals(authority)) {
            throw new IllegalArgumentException(newer + " does not describe " + endpoint);
        }
        endpoint = newer;
    }

    /** Attempts under way from this node. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Open connections from this node, idle ones and those being opened included. */
    public int connections() {
        return connections.get();
    }

    /** Times it was leased, ever. */
    public long picks() {
        return picks.sum();
    }

    /** Leases that ended in a failure, ever. */
    public long failures() {
        return failures.sum();
    }

    /** The moving latency of its answers. */
    public PeakEwma latency() {
        return latency;
    }

    /** Counts an attempt in flight; the caller closes it exactly once. */
    public void lease() {
        inFlight.getAndIncrement();
        picks.increment();
    }

    /**
     * Ends what {@link #lease} began.
     *
     * @param failed whether the endpoint is to blame
     */
    public void release(boolean failed) {
        inFlight.getAndDecrement();
        if (failed) {
            failures.increment();
        }
    }

    /** Takes one of {@code max} connections, or says that there is none left. */
    public boolean tryConnect(int max) {
        int open = connections.get();
        while (open < max) {
            if (connections.compareAndSet(open, open + 1)) {
                return true;
            }
            open = connections.get();
        }
        return false;
    }

    /** Gives back what {@link #tryConnect} took, once the connection is closed or was never opened. */
    public void disconnected() {
        connections.getAndDecrement();
    }

    @Override
    public String toString() {
        return upstream + "/" + endpoint;
    }
}
