package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;
import flotilla.ops.settings.Tally;
import java.util.List;
import java.util.Set;
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

    /** What has become of the requests to these upstreams since the start; never less than before. */
    public Tally tally(Set<String> upstreams) {
        long requests = 0;
        long errors = 0;
        for (var thread : threads) {
            for (var upstream : upstreams) {
                var count = thread.upstream(upstream);
                requests += count.map(UpstreamCount::requests).orElse(0L);
                errors += count.map(UpstreamCount::errors).orElse(0L);
            }
        }
        return new Tally(requests, errors);
    }

    List<ThreadCounters> threads() {
        return threads;
    }
}
