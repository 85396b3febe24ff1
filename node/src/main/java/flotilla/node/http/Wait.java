package flotilla.node.http;

import flotilla.node.io.IoThread;
import flotilla.node.io.Timeout;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import java.time.Duration;

/** What a try waits for now, each with a limit and a reason of its own. */
abstract class Wait extends Timeout {

    private enum Phase {
        NOTHING,
        QUEUED,
        CONNECTING,
        HANDSHAKING,
        SENDING,
        AWAITING,
        RECEIVING
    }

    private final IoThread io;
    private Timeouts timeouts = Timeouts.DEFAULT;
    private long perTry;
    private long tryEnds;
    private Phase phase = Phase.NOTHING;

    Wait(IoThread io) {
        this.io = io;
    }

    /** Begins a try, which waits for a connection, with no limit but that of a try as a whole yet. */
    void begin(UpstreamPolicy policy) {
        timeouts = policy.timeouts();
        perTry = policy.retry().perTry().toNanos();
        tryEnds = io.coarseNanos() + perTry;
        phase = Phase.QUEUED;
    }

    /** The try has ended, or there is none. */
    void end() {
        phase = Phase.NOTHING;
        io.cancel(this);
    }

    boolean over() {
        return phase == Phase.NOTHING;
    }

    /** Limits the wait for a connection, if the try still waits for one. */
    void queued(Duration limit) {
        if (phase == Phase.QUEUED) {
            limitTry(limit);
        }
    }

    void connecting() {
        phase = Phase.CONNECTING;
        limitTry(timeouts.connect());
    }

    void handshaking() {
        phase = Phase.HANDSHAKING;
        limitTry(timeouts.tls());
    }

    void sending() {
        phase = Phase.SENDING;
        limit(timeouts.idle());
    }

    /** The request has moved on: its next piece has the whole limit again. */
    void progressed() {
        if (phase == Phase.SENDING) {
            limit(timeouts.idle());
        }
    }

    /**
     * The request is out, unless the answer was first.
     *
     * @param hadBody whether its sending took the client's time
     */
    void awaiting(boolean hadBody) {
        if (phase == Phase.SENDING) {
            phase = Phase.AWAITING;
            tryEnds = hadBody ? io.nanos() + perTry : tryEnds;
            limitTry(timeouts.firstByte());
        }
    }

    /** The answer is coming: its next piece has the whole limit. */
    void receiving() {
        phase = Phase.RECEIVING;
        limit(timeouts.idle());
    }

    boolean isReceiving() {
        return phase == Phase.RECEIVING;
    }

    /** Whether the endpoint cannot have seen anything of the request. */
    boolean nothingSent() {
        return phase.compareTo(Phase.SENDING) < 0;
    }

    /**
     * What it is called that the time is over.
     *
     * @param blocked whether the endpoint does not take what it is sent
     * @param paused whether the client does not
     */
    Reason reason(boolean blocked, boolean paused) {
        return switch (phase) {
            case NOTHING -> throw new IllegalStateException("a timer without an attempt");
            case QUEUED -> Reason.QUEUE_TIMEOUT;
            case CONNECTING -> Reason.CONNECT_TIMEOUT;
            case HANDSHAKING -> Reason.TLS_TIMEOUT;
            case SENDING -> blocked ? Reason.IDLE_TIMEOUT : Reason.CLIENT_TIMEOUT;
            case AWAITING -> Reason.FIRST_BYTE_TIMEOUT;
            case RECEIVING -> paused ? Reason.CLIENT_TIMEOUT : Reason.IDLE_TIMEOUT;
        };
    }

    private void limit(Duration duration) {
        if (duration.isZero()) {
            io.cancel(this);
        } else {
            io.after(this, duration.toNanos());
        }
    }

    /** The same before anything of an answer, where the limit of the whole try may come first. */
    private void limitTry(Duration duration) {
        limit(duration);
        if (perTry > 0) {
            long own = duration.isZero() ? Long.MAX_VALUE : duration.toNanos();
            io.after(this, Math.min(own, Math.max(1, tryEnds - io.coarseNanos())));
        }
    }
}
