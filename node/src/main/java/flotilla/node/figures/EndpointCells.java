package flotilla.node.figures;

/** What one I/O thread counts of one endpoint. */
public final class EndpointCells {

    /** Classes of statuses, 0 (no answer) to 9. */
    public static final int CLASSES = 10;

    private final Counts answers = new Counts(CLASSES);
    private final Durations toAnswer = new Durations(Buckets.REQUESTS);
    private final Count givenUp = new Count();
    private final Count opened = new Count();
    private final Count refused = new Count();
    private final Count reused = new Count();
    private final Counts closed = new Counts(Closing.Upstream.values().length);

    /**
     * A try has ended.
     *
     * @param status of its answer; 0: it failed before one came
     * @param nanos to the answer's head
     */
    public void ended(int status, long nanos) {
        if (status == 0) {
            answers.increment(0);
        } else {
            answers.increment(Math.min(status / 100, CLASSES - 1));
            toAnswer.record(nanos);
        }
    }

    /** A try was ended before there was an answer, and not by a failure. */
    public void gaveUp() {
        givenUp.increment();
    }

    /** A connection stands. */
    public void opened() {
        opened.increment();
    }

    /** A connection could not be made. */
    public void refused() {
        refused.increment();
    }

    /** A request got a connection that was there. */
    public void reused() {
        reused.increment();
    }

    public void closed(Closing.Upstream why) {
        closed.increment(why.place());
    }

    void addTo(long[] totals) {
        answers.addTo(totals, EndpointFigures.ANSWERS);
        toAnswer.addTo(totals, EndpointFigures.TO_ANSWER);
        totals[EndpointFigures.GIVEN_UP] += givenUp.read();
        totals[EndpointFigures.OPENED] += opened.read();
        totals[EndpointFigures.REFUSED] += refused.read();
        totals[EndpointFigures.REUSED] += reused.read();
        closed.addTo(totals, EndpointFigures.CLOSED);
    }
}
