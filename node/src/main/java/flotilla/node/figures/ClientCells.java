package flotilla.node.figures;

/** What one I/O thread counts of the client connections of one listener. */
public final class ClientCells {

    /** Connections taken, turned away, and closed by {@link Closing.Client}: where they stand in the row. */
    public static final int OPENED = 0;

    public static final int TURNED_AWAY = 1;
    public static final int CLOSED = 2;

    /** Numbers in its row. */
    public static final int WIDTH = CLOSED + Closing.Client.values().length;

    private final Count opened = new Count();
    private final Count turnedAway = new Count();
    private final Counts closed = new Counts(Closing.Client.values().length);

    public void opened() {
        opened.increment();
    }

    /** A connection was above the limit. */
    public void turnedAway() {
        turnedAway.increment();
    }

    public void closed(Closing.Client why) {
        closed.increment(why.place());
    }

    public void addTo(long[] totals) {
        totals[OPENED] += opened.read();
        totals[TURNED_AWAY] += turnedAway.read();
        closed.addTo(totals, CLOSED);
    }
}
