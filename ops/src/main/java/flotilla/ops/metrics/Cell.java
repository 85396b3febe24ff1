package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;

/** What one I/O thread counts of requests that are alike, in a place of its {@link CellTable}. */
abstract class Cell {

    private final int hash;

    /** Whether nobody needs it any more; the reader's word to the writer. */
    private volatile boolean gone;

    Cell(int hash) {
        this.hash = hash;
    }

    /** Lets close hashes lie apart. */
    static int spread(int hash) {
        return hash ^ hash >>> 16;
    }

    /** Whether {@code request} is one of these. */
    abstract boolean holds(Finished request);

    /** The name of their route; empty: none. */
    abstract String route();

    /** What has been counted, for any thread to read: numbers that never fall. */
    abstract long[] row();

    final int hash() {
        return hash;
    }

    final boolean gone() {
        return gone;
    }

    final void gone(boolean now) {
        gone = now;
    }
}
