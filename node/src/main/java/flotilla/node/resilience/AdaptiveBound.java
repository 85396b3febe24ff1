package flotilla.node.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Gathers what becomes of requests on all threads into windows for a {@link GradientLimit}. A window is a tenth of a second
 * long, or as long as an answer takes if that is more, as a limit shows what it does only in answers to what was sent under it; and no
 * shorter than ten requests.
 *
 * <p>Threads: any, without a lock. A request costs two striped additions and some reads; the first that ends behind a window's end, by
 * winning a compare-and-set, closes it for all. What ends meanwhile counts for the next.
 */
final class AdaptiveBound {

    private static final long SHORTEST = Duration.ofMillis(100).toNanos();
    private static final long SHORTEST_PROBE = Duration.ofMillis(300).toNanos();
    private static final long LONGEST = Duration.ofSeconds(5).toNanos();
    private static final int FEWEST = 10;

    /** Answers that are waited for in a probe: what was under way, and what is measured. */
    private static final int PROBE_ANSWERS = 3;

    private final GradientLimit gradient;
    private final LongAdder answered = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();

    private volatile int limit;
    private volatile boolean begun;
    private volatile boolean probing;
    private volatile long from;
    private volatile long until;

    /** What is behind the last window's end; for whoever closes. */
    private long answeredBefore;

    private long nanosBefore;
    private long lostBefore;

    AdaptiveBound(int min, int max) {
        gradient = new GradientLimit(min, max);
        limit = gradient.limit();
    }

    int limit() {
        return limit;
    }

    /**
     * A request has had its answer.
     *
     * @param took to its first byte
     * @param inFlight with this one
     */
    void answered(long took, int inFlight, long nowNanos, long epochMillis) {
        if (!probing || nowNanos - took - from >= 0) {
            answered.increment();
            nanos.add(took);
        }
        note(inFlight, nowNanos, epochMillis);
    }

    /** The upstream had no time for a request, or said so. */
    void lost(int inFlight, long nowNanos, long epochMillis) {
        lost.increment();
        note(inFlight, nowNanos, epochMillis);
    }

    private void note(int inFlight, long nowNanos, long epochMillis) {
        if (inFlight > most.get()) {
            most.accumulateAndGet(inFlight, Math::max);
        }
        boolean due = !begun || nowNanos - until >= 0;
        if (due && closing.compareAndSet(false, true)) {
            close(nowNanos, epochMillis);
            closing.set(false);
        }
    }

    private void close(long nowNanos, long epochMillis) {
        if (!begun) {
            begin(nowNanos, SHORTEST);
            begun = true;
            return;
        }
        long all = answered.sum();
        long allNanos = nanos.sum();
        long allLost = lost.sum();
        long here = all - answeredBefore;
        long lostHere = allLost - lostBefore;
        if (nowNanos - until < 0 || !probing && here + lostHere < FEWEST) {
            return;
        }
        double mean = here == 0 ? 0 : (double) (allNanos - nanosBefore) / here;
        gradient.take(new GradientLimit.Window(nowNanos - from, here, mean, lostHere, most.getAndSet(0)), epochMillis);
        answeredBefore = all;
        nanosBefore = allNanos;
        lostBefore = allLost;
        long length = Math.clamp((long) mean, SHORTEST, LONGEST);
        begin(nowNanos, gradient.probing() ? Math.max(SHORTEST_PROBE, PROBE_ANSWERS * length) : length);
        limit = gradient.limit();
    }

    private void begin(long nowNanos, long length) {
        from = nowNanos;
        until = nowNanos + length;
        probing = gradient.probing();
    }
}
