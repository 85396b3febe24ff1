package flotilla.node.io.upstream;

import flotilla.node.balance.LiveEndpoint;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the pools of one endpoint on different I/O threads meet: how many requests wait for a connection anywhere, who
 * could give one up, and who has waited too long. Threads send each other tasks; none looks into another's pool but at
 * two volatile fields.
 *
 * <p>Connections do not change threads, so letting the queues take strict turns would mean a new connection for every
 * turn. A thread therefore serves its own queue first, until somebody on another thread has waited longer than its own
 * first by {@link #PATIENCE}; then it closes what becomes free, and the other thread opens a connection of its own.
 */
final class Crossing {

    private static final Logger LOG = LoggerFactory.getLogger(Crossing.class);

    /** What {@link EndpointPool#oldestWaiter()} says when nobody waits. */
    static final long NOBODY = Long.MIN_VALUE;

    private static final long PATIENCE = Duration.ofMillis(10).toNanos();

    private final AtomicReferenceArray<EndpointPool> pools;
    private final AtomicInteger waiting;
    private final AtomicReference<String> trouble = new AtomicReference<>("");

    /** @param waiting counts who waits, on all threads */
    Crossing(int threads, AtomicInteger waiting) {
        this.waiting = waiting;
        pools = new AtomicReferenceArray<>(threads);
    }

    void join(int index, EndpointPool pool) {
        pools.set(index, pool);
    }

    /** Takes a place in the queue, unless {@code max} wait already. */
    boolean tryWait(int max) {
        if (waiting.incrementAndGet() > max) {
            waiting.decrementAndGet();
            return false;
        }
        return true;
    }

    void served() {
        waiting.decrementAndGet();
    }

    boolean anyWaiting() {
        return waiting.get() > 0;
    }

    /** Whether the first in this pool's queue would be served although one elsewhere has waited far longer. */
    boolean overtakes(EndpointPool serving) {
        long own = serving.oldestWaiter();
        for (int i = 0; i < pools.length(); i++) {
            var pool = pools.get(i);
            long other = pool == null || pool.equals(serving) ? NOBODY : pool.oldestWaiter();
            if (other != NOBODY && own - other > PATIENCE) {
                return true;
            }
        }
        return false;
    }

    /** A TLS handshake has ended well. */
    void secured(LiveEndpoint endpoint) {
        if (trouble("")) {
            LOG.info("{}: tls works again", endpoint);
        }
    }

    /** A TLS handshake has failed; the same words over and over would help nobody. */
    void troubled(LiveEndpoint endpoint, String words) {
        if (trouble(words)) {
            LOG.warn("{}: tls failed: {}", endpoint, words);
        } else {
            LOG.debug("{}: tls failed again: {}", endpoint, words);
        }
    }

    /** Notes what the last TLS handshake failed with, empty if it did not; returns whether that is something new. */
    private boolean trouble(String words) {
        return !words.equals(trouble.get()) && !words.equals(trouble.getAndSet(words));
    }

    /** Asks another thread that has an idle connection to close it, so that its permit can be taken here. */
    void askForPermit(EndpointPool asking) {
        for (int i = 0; i < pools.length(); i++) {
            var pool = pools.get(i);
            if (pool != null && pool != asking && pool.idleCount() > 0) {
                pool.io().execute(pool::giveUpForOthers);
                return;
            }
        }
    }

    /** This node's share of the endpoint's connections has changed; called by the fleet's thread. */
    void shareChanged() {
        boolean waited = anyWaiting();
        for (int i = 0; i < pools.length(); i++) {
            var pool = pools.get(i);
            if (pool != null && (waited || pool.crowded())) {
                pool.io().execute(pool::followShare);
            }
        }
    }

    /** A permit has become free: whoever waits tries again. */
    void permitFreed() {
        permitFreed(null);
    }

    /** A permit is free that this pool leaves to others: those of them who wait try again. */
    void permitFreed(@Nullable EndpointPool except) {
        for (int i = 0; i < pools.length(); i++) {
            var pool = pools.get(i);
            if (pool != null && pool != except && pool.oldestWaiter() != NOBODY) {
                pool.io().execute(pool::serve);
            }
        }
    }
}
