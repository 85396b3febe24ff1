package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts requests. Each I/O thread counts for itself, without a lock, an atomic addition or an object per request; what there
 * is on all threads is added up when it is asked for ({@link RequestFigures}).
 */
public final class RequestCounters {

    private final List<ThreadCounters> threads;

    /** @param threads I/O threads that will count */
    public RequestCounters(int threads) {
        this.threads =
                IntStream.range(0, threads).mapToObj(_ -> new ThreadCounters()).toList();
    }

    /** Counts a request as in flight; on its own I/O thread. */
    public void routed(Finished request) {
        threads.get(request.ioThread()).began(request);
    }

    /** Counts a request that has ended; on its own I/O thread. */
    public void finished(Finished request) {
        threads.get(request.ioThread()).add(request);
    }

    List<ThreadCounters> threads() {
        return threads;
    }
}
