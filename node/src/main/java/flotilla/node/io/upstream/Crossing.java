package flotilla.node.io.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where the pools of one endpoint on different I/O threads meet: how many requests wait for a connection anywhere, and
 * who could give one up. Threads send each other tasks; none looks into another's pool but at the two volatile counts.
 */
final class Crossing {

    private final AtomicReferenceArray<EndpointPool> pools;
    private final AtomicInteger waiting = new AtomicInteger();

    Crossing(int threads) {
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

    /** A permit has become free: whoever waits tries again. */
    void permitFreed() {
        for (int i = 0; i < pools.length(); i++) {
            var pool = pools.get(i);
            if (pool != null && pool.waiterCount() > 0) {
                pool.io().execute(pool::serve);
            }
        }
    }
}
