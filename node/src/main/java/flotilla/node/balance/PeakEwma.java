package flotilla.node.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * The moving latency of one endpoint: rises at once, falls slowly (Finagle's peak-sensitive EWMA).
 *
 * <p>Theory: an answer slower than the average replaces it, a faster one moves it by {@code 1 - e^(-age / decay)} of
 * the difference, where age is the time since the answer before. Read later, the average has decayed by
 * {@code e^(-age / decay)}: an endpoint that was slow and gets nothing any more is tried again in the end. Worked
 * example with a decay of 10 s: 100 ms, then 10 s later an answer of 20 ms: {@code 20 + (100 - 20) / e} = 49.4 ms; read
 * after 10 s more: {@code 49.4 / e} = 18.2 ms.
 *
 * <p>Threads: any, without a lock. Of those who record at one moment, the one that moves the stamp also moves the
 * average; the others only raise it, so no peak is lost. A reader may see a new stamp beside the average before it,
 * and then reads that average without its last decay.
 */
public final class PeakEwma {

    private static final double DECAY_NANOS = Duration.ofSeconds(10).toNanos();

    // Both are read plainly volatile and written by compare-and-set, so that no answer overwrites a newer peak.
    private static final VarHandle STAMP;
    private static final VarHandle AVERAGE;

    static {
        try {
            STAMP = MethodHandles.lookup().findVarHandle(PeakEwma.class, "stamp", long.class);
            AVERAGE = MethodHandles.lookup().findVarHandle(PeakEwma.class, "average", double.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long stamp;
    private volatile double average;

    /** Records an answer that took {@code latencyNanos} and came at {@code nowNanos}. */
    public void record(long latencyNanos, long nowNanos) {
        double sample = Math.max(1, latencyNanos);
        long before = stamp;
        double old = average;
        if (old == 0) {
            STAMP.compareAndSet(this, before, nowNanos);
        } else if (nowNanos - before > 0 && STAMP.compareAndSet(this, before, nowNanos) && sample < old) {
            double kept = Math.exp(-(nowNanos - before) / DECAY_NANOS);
            AVERAGE.compareAndSet(this, old, sample + (old - sample) * kept);
            return;
        }
        raise(sample);
    }

    /** The latency to expect at {@code nowNanos}, in nanoseconds; 0 before the first answer. */
    public double at(long nowNanos) {
        double now = average;
        long age = nowNanos - stamp;
        return now == 0 || age <= 0 ? now : now * Math.exp(-age / DECAY_NANOS);
    }

    private void raise(double sample) {
        double old = average;
        while (sample > old && !AVERAGE.compareAndSet(this, old, sample)) {
            old = average;
        }
    }
}
