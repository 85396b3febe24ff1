package flotilla.node.balance;

/** The moving latency of one endpoint: rises at once, falls slowly. */
public final class PeakEwma {

    private volatile double nanos;

    /** Records an answer that took {@code latencyNanos} and came at {@code nowNanos}. */
    public void record(long latencyNanos, long nowNanos) {
        nanos = latencyNanos;
    }

    /** The latency to expect at {@code nowNanos}, in nanoseconds; 0 before the first answer. */
    public double at(long nowNanos) {
        return nanos;
    }
}
