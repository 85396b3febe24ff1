package flotilla.ops.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram of durations with one writer. Every cell is read and then written by its one thread, and the write is
 * opaque: whoever reads sees whole numbers that never fall, though not all cells of one moment.
 */
final class Durations {

    /** The upper bounds of the buckets in nanoseconds; the last bucket has none. */
    private static final long[] BOUNDS = {
        500_000L,
        1_000_000L,
        2_500_000L,
        5_000_000L,
        10_000_000L,
        25_000_000L,
        50_000_000L,
        100_000_000L,
        250_000_000L,
        500_000_000L,
        1_000_000_000L,
        2_500_000_000L,
        5_000_000_000L,
        10_000_000_000L,
        30_000_000_000L,
        60_000_000_000L
    };

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
    private final AtomicLong sum = new AtomicLong();

    void record(long nanos) {
        int bucket = bucket(nanos);
        counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
        sum.setOpaque(sum.getPlain() + nanos);
    }

    /** The first bucket whose bound is not below {@code nanos}. */
    private static int bucket(long nanos) {
        int low = 0;
        int high = BOUNDS.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (nanos <= BOUNDS[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Adds the counts of each bucket, not cumulative, to {@code totals}. */
    void addCounts(long[] totals) {
        for (int i = 0; i < totals.length; i++) {
            totals[i] += counts.getOpaque(i);
        }
    }

    long sumNanos() {
        return sum.getOpaque();
    }

    static int buckets() {
        return BOUNDS.length + 1;
    }

    /** The upper bound of a bucket in seconds. */
    static double bound(int bucket) {
        return bucket == BOUNDS.length ? Double.POSITIVE_INFINITY : BOUNDS[bucket] / 1e9;
    }
}
