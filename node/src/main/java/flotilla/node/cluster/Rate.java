package flotilla.node.cluster;

/**
 * A rate from counts over uneven intervals, as a moving average: what happened {@code age} ago weighs {@code e^(-age /
 * span)}. The average is over what was seen so far, so that a node that has just begun does not tell of too little.
 * Not for several threads.
 *
 * <p>Worked example with a span of 2 s: 10 requests within the first 0.1 s are 100 per second at once, not 5.
 */
public final class Rate {

    private static final double NANOS_PER_SECOND = 1e9;

    private final double spanNanos;
    private double sum;
    private double seen;

    public Rate(double spanNanos) {
        this.spanNanos = spanNanos;
    }

    /** Takes what happened within the last {@code nanos}. */
    public void add(double count, long nanos) {
        if (nanos > 0) {
            double kept = Math.exp(-nanos / spanNanos);
            sum = sum * kept + count / nanos * (1 - kept);
            seen = seen * kept + (1 - kept);
        }
    }

    public double perSecond() {
        return seen == 0 ? 0 : sum / seen * NANOS_PER_SECOND;
    }
}
