package flotilla.node.resilience;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A quantile of the latencies that have come lately, in one number.
 *
 * <p>Theory: stochastic approximation (Robbins and Monro, 1951) on a scale of ratios. Each latency above the estimate
 * raises it by a step times the quantile, each one below lowers it by a step times the rest; where {@code quantile} of the
 * latencies are below, both are in balance. As a step is a part of the estimate, microseconds and seconds are followed
 * alike: after a change by a factor of ten about {@code ln 10 / (STEP * quantile)} slow answers, or {@code ln 10 / (STEP
 * * (1 - quantile))} quick ones, have moved it there: at 95 % and a step of 0.05, 48 and 920. It wavers by a few percent.
 *
 * <p>Worked example at 95 %: an estimate of 100 ms and an answer of 300 ms give 104.9 ms, one of 20 ms 99.75 ms.
 *
 * <p>Threads: any, without a lock. Of two that record at one moment one may be lost, which is one sample among many.
 */
final class LatencyQuantile {

    private static final double STEP = 0.05;

    /** So many are needed before the estimate says anything. */
    static final int FEWEST = 100;

    private final double up;
    private final double down;
    private final AtomicLong estimate = new AtomicLong();
    private volatile int seen;

    /** @param quantile above 0 and below 1 */
    LatencyQuantile(double quantile) {
        up = Math.exp(STEP * quantile);
        down = Math.exp(-STEP * (1 - quantile));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // a sample that is lost is one among many
    void record(long nanos) {
        long sample = Math.max(1, nanos);
        long now = estimate.get();
        if (now == 0) {
            estimate.compareAndSet(0, sample);
        } else {
            // By one at least, so that an estimate of some nanoseconds does not stand still.
            long next = sample > now ? Math.max(now + 1, (long) (now * up)) : Math.min(now - 1, (long) (now * down));
            estimate.compareAndSet(now, Math.max(1, next));
        }
        if (seen < FEWEST) {
            seen++;
        }
    }

    /** In nanoseconds; -1 while too few are known to say. */
    long nanos() {
        return seen < FEWEST ? -1 : estimate.get();
    }
}
