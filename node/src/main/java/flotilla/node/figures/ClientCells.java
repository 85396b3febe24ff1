package flotilla.node.figures;

/** What one I/O thread counts of the client connections of one listener. */
public final class ClientCells {

    /** Connections taken, turned away, and closed by {@link Closing.Client}: where they stand in the row. */
    public static final int OPENED = 0;

    public static final int TURNED_AWAY = 1;
    public static final int CLOSED = 2;

    /** Numbers in its row. */
    public static final int WIDTH = CLOSED + Closing.Client.values().length;

    private final Counts counts = new Counts(WIDTH);

    public void opened() {
        counts.increment(OPENED);
    }

    /** A connection was above the limit. */
    public void turnedAway() {
        counts.increment(TURNED_AWAY);
    }

    public void closed(Closing.Client why) {
        counts.increment(CLOSED + why.place());
    }

    public void addTo(long[] totals) {
        counts.addTo(totals, 0);
    }
}
