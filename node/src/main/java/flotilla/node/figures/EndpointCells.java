package flotilla.node.figures;

import org.jspecify.annotations.Nullable;

/** What one I/O thread counts of one endpoint. */
public final class EndpointCells {

    /** Classes of statuses, 0 (no answer) to 9. */
    public static final int CLASSES = 10;

    /** As {@link EndpointFigures} has them. */
    private final Counts counts = new Counts(EndpointFigures.REASONS);

    /** Tries that failed, by their reason; made with the first of them, as most endpoints have none for long. */
    private volatile @Nullable Counts reasons;

    /**
     * A try has ended.
     *
     * @param status of its answer; 0: it failed before one came
     * @param nanos to the answer's head
     */
    public void ended(int status, long nanos) {
        if (status == 0) {
            counts.increment(EndpointFigures.ANSWERS);
        } else {
            counts.increment(EndpointFigures.ANSWERS + Math.min(status / 100, CLASSES - 1));
            counts.record(EndpointFigures.TO_ANSWER, Buckets.REQUESTS, nanos);
        }
    }

    /**
     * A try has failed, before its answer or within it.
     *
     * @param reason its place among the reasons, below {@link EndpointFigures#MOST_REASONS}
     */
    public void failed(int reason) {
        var own = reasons;
        if (own == null) {
            own = new Counts(EndpointFigures.MOST_REASONS);
            reasons = own;
        }
        own.increment(reason);
    }

    /** A try was ended before there was an answer, and not by a failure. */
    public void gaveUp() {
        counts.increment(EndpointFigures.GIVEN_UP);
    }

    /** A connection stands. */
    public void opened() {
        counts.increment(EndpointFigures.OPENED);
    }

    /** A connection could not be made. */
    public void refused() {
        counts.increment(EndpointFigures.REFUSED);
    }

    /** A request got a connection that was there. */
    public void reused() {
        counts.increment(EndpointFigures.REUSED);
    }

    public void closed(Closing.Upstream why) {
        counts.increment(EndpointFigures.CLOSED + why.place());
    }

    void addTo(long[] totals) {
        counts.addTo(totals, 0);
        var failed = reasons;
        if (failed != null) {
            failed.addTo(totals, EndpointFigures.REASONS);
        }
    }
}
