package flotilla.node.resilience;

import flotilla.node.cluster.FleetPermits;
import flotilla.node.cluster.SharedLimit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests of this node that are in flight to one upstream, bounded, with a queue behind the bound.
 *
 * <p>Theory. A request holds one permit from before its endpoint is chosen to its end, however often it is tried, so that
 * the limit is one of requests and the choice is made by what is known when it can be acted on. While anybody waits,
 * nobody overtakes; who is served next and who is shed is the {@link WaitingLine}'s matter.
 *
 * <p>Threads: any, without a lock. A permit is a count, taken by compare-and-set: a request that need not wait costs two
 * of these, one each way, and no memory. Nobody can be forgotten between count and queue: who begins to wait is counted, stands in
 * the queue, and then looks for a permit; who gives one back does so first and then looks for who is counted. One of the
 * two sees the other. A permit that meets a waiter not yet in the queue is put back, and that waiter finds it.
 *
 * <p>The bound is this node's part of a number that holds for the fleet ({@link FleetPermits}), or follows what the upstream shows to
 * bear ({@link AdaptiveBound}); the latter learns from how requests end.
 *
 * <p>Worked example: limit 2, both taken, x (low) and y (high) wait. One permit comes back: y has it.
 */
public final class ConcurrencyLimit {

    private final String upstream;
    private final WaitingLine line = new WaitingLine();
    private final AtomicInteger inFlight = new AtomicInteger();

    private volatile Bound bound;

    /** The number of permits as a policy has it. */
    private record Bound(
            ConcurrencyPolicy policy,
            IntSupplier limit,
            @Nullable AdaptiveBound adaptive,
            List<SharedLimit> shared) {}

    private ConcurrencyLimit(String upstream, ConcurrencyPolicy policy) {
        this.upstream = upstream;
        this.bound = bound(policy);
    }

    private Bound bound(ConcurrencyPolicy policy) {
        if (policy.off()) {
            return new Bound(policy, () -> Integer.MAX_VALUE, null, List.of());
        }
        if (policy.adaptive()) {
            var following = new AdaptiveBound(policy.min(), policy.max());
            return new Bound(policy, following::limit, following, List.of());
        }
        var permits = permits(policy.fixed());
        return new Bound(policy, permits::share, null, permits.told());
    }

    private FleetPermits permits(int max) {
        return new FleetPermits(
                "requests in flight to " + upstream,
                max,
                inFlight::get,
                () -> inFlight.get() + line.count(),
                this::serve);
    }

    /** The limit of an upstream, or null if it has none. */
    public static @Nullable ConcurrencyLimit of(String upstream, ConcurrencyPolicy policy) {
        return policy.off() ? null : new ConcurrencyLimit(upstream, policy);
    }

    /**
     * Goes by this policy from here on, with all permits that are held and all who wait; one that is off lets all of them
     * in. By one thread at a time.
     */
    public void follow(ConcurrencyPolicy policy) {
        if (!policy.equals(bound.policy())) {
            bound = bound(policy);
            serve();
        }
    }

    public ConcurrencyPolicy policy() {
        return bound.policy();
    }

    /** What this node may have in flight now. */
    public int limit() {
        return bound.limit().getAsInt();
    }

    /** Permits held. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Requests that wait for a permit. */
    public int waiting() {
        return line.count();
    }

    /** Requests of this priority that got none, ever; who left by itself does not count. */
    public long shed(RequestPriority priority) {
        return line.shed(priority);
    }

    /** What other nodes are told of it; nothing of one that is adaptive. */
    public List<SharedLimit> shared() {
        return bound.shared();
    }

    /** Takes a permit, if there is one that nobody waits for. */
    public boolean tryAcquire() {
        return !line.any() && take();
    }

    /** Lets a request wait for a permit, which may be there at once; false if it is less important than all that wait. */
    public boolean queue(Waiter waiter) {
        boolean queued = line.join(waiter, bound.policy().maxQueue());
        if (queued) {
            serve();
        }
        return queued;
    }

    /** A request that waits has ended; false if it was admitted or displaced meanwhile: then it hears of that still. */
    public boolean leave(Waiter waiter) {
        return line.leave(waiter, false);
    }

    /** The same, as it has waited for long enough. */
    public boolean giveUp(Waiter waiter) {
        return line.leave(waiter, true);
    }

    /** Gives a permit back. */
    public void release() {
        inFlight.decrementAndGet();
        serve();
    }

    /**
     * The same for a request that was answered.
     *
     * @param nanos how long that took, to the first byte
     */
    public void answered(long nanos, long nowNanos, long epochMillis) {
        var adaptive = bound.adaptive();
        if (adaptive != null) {
            adaptive.answered(nanos, inFlight.get(), nowNanos, epochMillis);
        }
        release();
    }

    /** The same for a request that the upstream had no time for, or said so. */
    public void lost(long nowNanos, long epochMillis) {
        var adaptive = bound.adaptive();
        if (adaptive != null) {
            adaptive.lost(inFlight.get(), nowNanos, epochMillis);
        }
        release();
    }

    private void serve() {
        while (line.any() && take()) {
            var next = line.next();
            if (next != null) {
                next.admitted();
                continue;
            }
            inFlight.decrementAndGet();
            if (line.empty()) {
                return;
            }
        }
    }

    private boolean take() {
        int held = inFlight.get();
        while (held < limit()) {
            if (inFlight.compareAndSet(held, held + 1)) {
                return true;
            }
            held = inFlight.get();
        }
        return false;
    }
}
