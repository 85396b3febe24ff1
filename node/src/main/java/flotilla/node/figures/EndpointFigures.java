package flotilla.node.figures;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of one endpoint: cells for each I/O thread, made when that thread first has to do with it, and summed up for
 * whoever asks. Its row of numbers begins at the constants below.
 */
public final class EndpointFigures {

    /** Tries by the class of their answers' statuses. */
    public static final int ANSWERS = 0;

    /** The histogram from a try's beginning to its answer's head. */
    public static final int TO_ANSWER = ANSWERS + EndpointCells.CLASSES;

    /** Connections made, refused, used again, and closed by {@link Closing.Upstream}. */
    public static final int OPENED = TO_ANSWER + Buckets.REQUESTS.width();

    public static final int REFUSED = OPENED + 1;
    public static final int REUSED = REFUSED + 1;
    public static final int CLOSED = REUSED + 1;

    /** Turns between up and down that this node found. */
    public static final int TURNS = CLOSED + Closing.Upstream.values().length;

    /** Times that it was left out as live traffic failed there. */
    public static final int EJECTIONS = TURNS + 1;

    /** Tries that were ended before an answer: another one had it, or nobody waited any more. */
    public static final int GIVEN_UP = EJECTIONS + 1;

    /** Tries that failed, by the place of their reason, of which there are fewer. */
    public static final int REASONS = GIVEN_UP + 1;

    public static final int MOST_REASONS = 48;

    /** Numbers in its row. */
    public static final int WIDTH = REASONS + MOST_REASONS;

    private final AtomicReference<@Nullable EndpointCells[]> perThread =
            new AtomicReference<>(new @Nullable EndpointCells[0]);
    private final AtomicInteger queued = new AtomicInteger();
    private final Count turns = new Count();
    private final Count ejections = new Count();

    /** The cells of this I/O thread, for it alone to write. */
    public EndpointCells of(int thread) {
        var all = perThread.get();
        var own = thread < all.length ? all[thread] : null;
        return own == null ? make(thread) : own;
    }

    private EndpointCells make(int thread) {
        var fresh = new EndpointCells();
        perThread.updateAndGet(all -> {
            var more = Arrays.copyOf(all, Math.max(all.length, thread + 1));
            more[thread] = fresh;
            return more;
        });
        return fresh;
    }

    /** How many requests wait for a connection, over all threads. */
    public AtomicInteger queued() {
        return queued;
    }

    /** Its verdict has turned; one caller at a time. */
    public void turned() {
        turns.increment();
    }

    /** It is left out from now on; one caller at a time. */
    public void ejected() {
        ejections.increment();
    }

    /** The sums over all threads. */
    public long[] row() {
        var totals = new long[WIDTH];
        for (var cells : perThread.get()) {
            if (cells != null) {
                cells.addTo(totals);
            }
        }
        totals[TURNS] = turns.read();
        totals[EJECTIONS] = ejections.read();
        return totals;
    }
}
