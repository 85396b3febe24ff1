package flotilla.node.figures;

/**
 * A histogram of durations with one writer. Whoever reads sees numbers that never fall, though not all cells of one moment.
 *
 * <p>For sums it is a row of numbers: the count of each bucket, not cumulative, and behind them the sum in nanoseconds.
 */
public final class Durations {

    private final Buckets buckets;
    private final Counts counts;
    private final Count sum = new Count();

    public Durations(Buckets buckets) {
        this.buckets = buckets;
        this.counts = new Counts(buckets.size());
    }

    public void record(long nanos) {
        counts.increment(buckets.of(nanos));
        sum.add(nanos);
    }

    /** Numbers in its row. */
    public static int width(Buckets buckets) {
        return buckets.size() + 1;
    }

    /** Adds its row to {@code totals}, from {@code offset} on. */
    public void addTo(long[] totals, int offset) {
        counts.addTo(totals, offset);
        totals[offset + counts.size()] += sum.read();
    }
}
