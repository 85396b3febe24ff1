package flotilla.node.figures;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How late an I/O thread comes to what it means to do at a certain moment. Whatever else it does then, a request that
 * comes has to wait for as long. The thread notes when it is due and when it is there; a thread that does not come at all is
 * seen by those who read.
 */
public final class Lateness {

    private static final long NOTHING = Long.MIN_VALUE;

    private final Counts lags = new Counts(Buckets.LAG.width());
    private final AtomicLong due = new AtomicLong(NOTHING);

    /** It means to be there at this moment. */
    public void due(long atNanos) {
        due.setOpaque(atNanos == NOTHING ? 0 : atNanos);
    }

    /** It is there. */
    public void there(long nowNanos) {
        long meant = due.getPlain();
        if (meant != NOTHING) {
            lags.record(0, Buckets.LAG, Math.max(0, nowNanos - meant));
            due.setOpaque(NOTHING);
        }
    }

    /** How long it has been due by now; 0 if it is not. */
    public long overdueNanos(long nowNanos) {
        long meant = due.getOpaque();
        return meant == NOTHING ? 0 : Math.max(0, nowNanos - meant);
    }

    /** All lags so far, in {@link Buckets#LAG}. */
    public long[] row() {
        return lags.row();
    }
}
