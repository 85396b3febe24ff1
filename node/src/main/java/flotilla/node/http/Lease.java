package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.health.Health;
import flotilla.node.io.IoThread;
import flotilla.node.resilience.Failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One try's claim on its endpoint: counted in flight there and admitted by its breaker. Closed exactly once, and then the
 * endpoint's counts, breaker and health know how it went.
 */
final class Lease {

    private static final int SERVER_ERROR = 500;
    private static final long NONE = -1;
    private static final int MOST_OUTRUN = 5;

    private final IoThread io;
    private final TriesTime time;
    private final Admission admission = new Admission();
    private @Nullable LiveEndpoint endpoint;
    private @Nullable Health health;
    private int status;
    private @Nullable Reason failed;
    private long startNanos;
    private long firstByteNanos = NONE;

    /** @param time of the request's tries, this one among them */
    Lease(IoThread io, TriesTime time) {
        this.io = io;
        this.time = time;
    }

    /** There is no answer yet. */
    void reset() {
        firstByteNanos = NONE;
    }

    /** Says who hears of the endpoint's health. */
    void tell(@Nullable Health newHealth) {
        health = newHealth;
    }

    @Nullable Health health() {
        return health;
    }

    /** What the breakers of chosen endpoints say. */
    Admission admission() {
        return admission;
    }

    /** What the next one is to be on. */
    void choose(LiveEndpoint chosen) {
        endpoint = chosen;
    }

    LiveEndpoint endpoint() {
        var current = endpoint;
        if (current == null) {
            throw new IllegalStateException("no attempt");
        }
        return current;
    }

    void begin() {
        admission.made();
        endpoint().lease();
        firstByteNanos = NONE;
        status = 0;
        failed = null;
        startNanos = io.nanos();
        time.began(startNanos);
    }

    /** The head of an answer is there. */
    void answered(int newStatus) {
        long now = io.nanos();
        status = newStatus;
        firstByteNanos = now - startNanos;
        endpoint().answered(firstByteNanos, now);
        if (status < SERVER_ERROR) {
            admission.answered();
        }
    }

    /** It has come to nothing, whoever is to blame. */
    void failed(Reason reason) {
        failed = reason;
    }

    /** From its beginning to the first byte of the answer; -1 without one. */
    long firstByteNanos() {
        return firstByteNanos;
    }

    /** Nobody waits for the answer any more; returns how long it has taken until now, in nanoseconds. */
    long outrun() {
        long now = io.nanos();
        long took = now - startNanos;
        endpoint().outrun(took, now);
        return took;
    }

    /** An endpoint that is always outrun and never answers may hang, which nobody would find out: from then on it is to blame. */
    @Nullable String blameOutrun() {
        return endpoint().outrunInARow() > MOST_OUTRUN ? "no answer before another's" : null;
    }

    /** What an answer of this status says of the endpoint: what it did wrong, or empty. */
    String blame() {
        return status >= SERVER_ERROR ? "answered " + status : "";
    }

    /** @param blame what the endpoint did wrong; empty: it did well; null: it showed neither */
    void close(@Nullable String blame) {
        var done = endpoint();
        done.release(blame != null && !blame.isEmpty());
        long now = io.nanos();
        time.ended(now);
        var cells = done.figures().of(io.index());
        var reason = failed;
        if (status == 0 && reason == null) {
            cells.gaveUp();
        } else {
            cells.ended(status, firstByteNanos);
        }
        if (reason != null) {
            cells.failed(reason.place());
        }
        boolean news = admission.end(blame, firstByteNanos < 0 ? now - startNanos : firstByteNanos, now);
        if (health != null && blame != null) {
            if (blame.isEmpty()) {
                health.succeeded(done);
            } else if (news) {
                health.failed(done, status, blame);
            }
        }
    }
}
