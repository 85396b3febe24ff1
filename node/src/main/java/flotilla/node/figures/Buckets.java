package flotilla.node.figures;

import java.util.Arrays;

/**
 * The upper bounds of a histogram of durations; what is above the last falls into one more that has none.
 *
 * <p>{@link #REQUESTS} is for what a client waits for, {@link #OWN} for what this node takes of it, which should be far less
 * than a millisecond, and {@link #LAG} for how late an I/O thread is, where a timer's own grain is a millisecond.
 */
public final class Buckets {

    private static final long NANOS_PER_MICRO = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;

    public static final Buckets REQUESTS = new Buckets(
            500,
            1_000,
            2_500,
            5_000,
            10_000,
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            5_000_000,
            10_000_000,
            30_000_000,
            60_000_000);
    public static final Buckets OWN = new Buckets(
            25,
            50,
            100,
            250,
            500,
            1_000,
            2_500,
            5_000,
            10_000,
            25_000,
            50_000,
            100_000,
            250_000,
            1_000_000,
            5_000_000,
            30_000_000);
    public static final Buckets LAG =
            new Buckets(1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000);

    private final long[] bounds;

    private Buckets(long... micros) {
        this.bounds = Arrays.stream(micros).map(each -> each * NANOS_PER_MICRO).toArray();
    }

    /** How many there are, the one without a bound included. */
    public int size() {
        return bounds.length + 1;
    }

    /** The upper bound of one in seconds, which still belongs to it. */
    public double bound(int bucket) {
        return bucket == bounds.length ? Double.POSITIVE_INFINITY : bounds[bucket] / NANOS_PER_SECOND;
    }

    /** The first whose bound is not below {@code nanos}. */
    int of(long nanos) {
        int low = 0;
        int high = bounds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (nanos <= bounds[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
