package flotilla.node.figures;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A row of numbers that one thread adds to, by a plain read and an opaque write: whoever reads sees numbers that never fall,
 * though not all of one moment. They lie side by side, as a request touches many of them, and each line of memory that is not in
 * the cache costs more than all the additions.
 */
public final class Counts {

    private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values;

    public Counts(int size) {
        this.values = new long[size];
    }

    public void add(int index, long more) {
        VALUE.setOpaque(values, index, values[index] + more);
    }

    public void increment(int index) {
        add(index, 1);
    }

    /** Counts a duration in the {@linkplain Buckets histogram} that begins at {@code from}. */
    public void record(int from, Buckets buckets, long nanos) {
        increment(from + buckets.of(nanos));
        add(from + buckets.size(), nanos);
    }

    public long read(int index) {
        return (long) VALUE.getOpaque(values, index);
    }

    /** All of them. */
    public long[] row() {
        var row = new long[values.length];
        addTo(row, 0);
        return row;
    }

    /** Adds each to its place in {@code totals}, from {@code offset} on. */
    public void addTo(long[] totals, int offset) {
        for (int i = 0; i < values.length; i++) {
            totals[offset + i] += read(i);
        }
    }
}
