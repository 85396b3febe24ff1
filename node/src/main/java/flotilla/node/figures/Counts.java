package flotilla.node.figures;

import java.util.concurrent.atomic.AtomicLongArray;

/** Several {@link Count}s of one writer, told apart by an index. */
public final class Counts {

    private final AtomicLongArray values;

    public Counts(int size) {
        this.values = new AtomicLongArray(size);
    }

    public void increment(int index) {
        values.setOpaque(index, values.getPlain(index) + 1);
    }

    public int size() {
        return values.length();
    }

    public long read(int index) {
        return values.getOpaque(index);
    }

    /** Adds each to its place in {@code totals}, from {@code offset} on. */
    public void addTo(long[] totals, int offset) {
        for (int i = 0; i < values.length(); i++) {
            totals[offset + i] += values.getOpaque(i);
        }
    }
}
