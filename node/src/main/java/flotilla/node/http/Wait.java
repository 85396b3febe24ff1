package flotilla.node.http;

import flotilla.node.io.IoThread;
import flotilla.node.io.Timeout;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.route.Timeouts;
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
    private Phase phase = Phase.NOTHING;

    Wait(IoThread io) {
        this.io = io;
    }

    /** Begins a try, which waits for a connection, with no limit yet. */
    void begin(Timeouts limits) {
        timeouts = limits;
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
            limit(limit);
        }
    }

    void connecting() {
        phase = Phase.CONNECTING;
        limit(timeouts.connect());
    }

    void handshaking() {
        phase = Phase.HANDSHAKING;
        limit(timeouts.tls());
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

    /** The request is out, unless the answer was first. */
    void awaiting() {
        if (phase == Phase.SENDING) {
            phase = Phase.AWAITING;
            limit(timeouts.firstByte());
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
}
