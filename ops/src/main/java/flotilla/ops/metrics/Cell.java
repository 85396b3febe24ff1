package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;

/** What one I/O thread counts of requests that are alike, in a place of its {@link CellTable}. */
abstract class Cell {

    private final int hash;

    /** Whether nobody needs it any more; the reader's word to the writer. */
    private volatile boolean gone;

    /** Whether its table is without it; known to the writer alone. */
    private boolean dropped;

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

    /** Whether its writer needs it still, gone or not. */
    boolean busy() {
        return false;
    }

    final int hash() {
        return hash;
    }

    final boolean dropped() {
        return dropped;
    }

    final void drop() {
        dropped = true;
    }

    final boolean gone() {
        return gone;
    }

    final void gone(boolean now) {
        gone = now;
    }
}
