package flotilla.node.figures;

import java.util.Arrays;

/**
 * The upper bounds of a histogram of durations; what is above the last falls into one more that has none. In a row of numbers it
 * is the count of each bucket, not cumulative, and behind them the sum in nanoseconds.
 *
 * <p>Each bound is twice the one before or more, so that there is one at most from a power of two up to the next: the highest bit of a
 * duration leaves two buckets to choose from. A search would be a branch at each step that no processor foresees.
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

    private final int size;

    /** The last bound is above all there is. */
    private final long[] bounds;

    /** The bucket of each power of two. */
    private final byte[] ofPower = new byte[Long.SIZE];

    private Buckets(long... micros) {
        this.size = micros.length + 1;
        this.bounds = Arrays.copyOf(micros, size);
        this.bounds[size - 1] = Long.MAX_VALUE;
        for (int i = 0; i < size - 1; i++) {
            bounds[i] *= NANOS_PER_MICRO;
            if (i > 0 && bounds[i] < 2 * bounds[i - 1]) {
                throw new IllegalArgumentException("bounds too close: " + Arrays.toString(micros));
            }
        }
        byte bucket = 0;
        for (int power = 0; power < Long.SIZE - 1; power++) {
            while (bounds[bucket] < 1L << power) {
                bucket++;
            }
            ofPower[power] = bucket;
        }
    }

    /** How many there are, the one without a bound included. */
    public int size() {
        return size;
    }

    /** Numbers in its row. */
    public int width() {
        return size + 1;
    }

    /** The upper bound of one in seconds, which still belongs to it. */
    public double bound(int bucket) {
        return bucket == size - 1 ? Double.POSITIVE_INFINITY : bounds[bucket] / NANOS_PER_SECOND;
    }

    /** The first whose bound is not below {@code nanos}. */
    int of(long nanos) {
        int first = ofPower[Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, nanos))];
        return first + (nanos > bounds[first] ? 1 : 0);
    }
}
