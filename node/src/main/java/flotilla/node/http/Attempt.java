package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.health.Health;
import flotilla.node.io.Timeout;
import flotilla.node.io.http1.ResponseHead;
import flotilla.node.io.upstream.Call;
import flotilla.node.io.upstream.EndpointPool;
import flotilla.node.io.upstream.UpstreamConnection;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.route.Timeouts;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One try at one endpoint: the lease on it, the connection, and the limit on whatever the try waits for now. Ends
 * exactly once, with {@link #end}; then the endpoint's counts and health know how it went. One object per exchange,
 * used for all its tries.
 */
final class Attempt implements Call {

    /** What to do when a try has failed. */
    interface Recovery {
        void failed(Exchange exchange, Failure failure, Sent sent);
    }

    /** What the endpoint may have seen of the request when a try failed. */
    enum Sent {
        /** Not a byte: any other endpoint may have it. */
        NOTHING,
        /** Perhaps all of it, but on a kept connection that the endpoint was closing: most likely nothing was done. */
        ON_A_STALE_CONNECTION,
        /** All or part of it. */
        SOMETHING
    }

    /** What the try waits for; each with its own limit and reason. */
    private enum Phase {
        IDLE,
        QUEUED,
        CONNECTING,
        HANDSHAKING,
        SENDING,
        AWAITING,
        RECEIVING
    }

    private final Exchange exchange;
    private final RequestHeadWriter writer = new RequestHeadWriter();
    private final Timeout timer = new Timeout() {
        @Override
        protected void expired() {
            timedOut();
        }
    };

    private @Nullable LiveEndpoint endpoint;
    private @Nullable EndpointPool pool;
    private @Nullable UpstreamConnection connection;
    private @Nullable Recovery recovery;
    private @Nullable Health health;
    private @Nullable Failure lastFailure;
    private Stage.Next again = exchange -> {};
    private boolean fresh;
    private Timeouts timeouts = Timeouts.DEFAULT;
    private Phase phase = Phase.IDLE;
    private int count;
    private int status;
    private boolean paused;
    private long startNanos;
    private long firstByteNanos;

    Attempt(Exchange exchange) {
        this.exchange = exchange;
    }

    void reset() {
        count = 0;
        firstByteNanos = -1;
        connection = null;
        recovery = null;
        lastFailure = null;
        fresh = false;
    }

    int count() {
        return count;
    }

    long firstByteNanos() {
        return firstByteNanos;
    }

    /** Says who hears of a failed try, and of the health it shows. */
    void recoverWith(Recovery newRecovery, Stage.Next newAgain, Health newHealth) {
        recovery = newRecovery;
        again = newAgain;
        health = newHealth;
    }

    /** Makes another try, at an endpoint not tried yet. */
    void again() {
        again.handle(exchange);
    }

    /** Makes another try at the same endpoint, on a connection of its own. */
    void againOnFreshConnection() {
        fresh = true;
        again.handle(exchange);
    }

    /** Whether the next try is bound to the endpoint of the last. */
    boolean bound() {
        return fresh;
    }

    /** How the last try failed, or null if there was none. */
    @Nullable Failure lastFailure() {
        return lastFailure;
    }

    /** Begins a try: takes the lease. */
    void begin(LiveEndpoint chosen) {
        endpoint = chosen;
        chosen.lease();
        count++;
        status = 0;
        paused = false;
        timeouts = exchange.destination().policy().timeouts();
        startNanos = exchange.io().nanos();
        phase = Phase.QUEUED;
    }

    LiveEndpoint endpoint() {
        var current = endpoint;
        if (current == null) {
            throw new IllegalStateException("no attempt");
        }
        return current;
    }

    /** Gets a connection, which may be there at once. */
    void acquire(EndpointPool from, boolean careful) {
        pool = from;
        var destination = exchange.destination();
        var policy = destination.policy().pool();
        boolean own = fresh;
        fresh = false;
        from.acquire(this, policy, destination.tls(), own, careful);
        if (phase == Phase.QUEUED) {
            limit(policy.queueTimeout());
        }
    }

    @Override
    public void connecting() {
        phase = Phase.CONNECTING;
        limit(timeouts.connect());
    }

    @Override
    public void handshaking() {
        phase = Phase.HANDSHAKING;
        limit(timeouts.tls());
    }

    @Override
    public void connected(UpstreamConnection newConnection) {
        connection = newConnection;
        phase = Phase.SENDING;
        limit(timeouts.idle());
        var body = exchange.body();
        int length = writer.write(exchange, endpoint());
        if (length < 0) {
            exchange.fail(Failure.of(Reason.HEADERS_TOO_LARGE));
            return;
        }
        newConnection.send(length, body, exchange.method());
    }

    @Override
    public void notConnected(Failure failure) {
        failed(failure, Sent.NOTHING);
    }

    @Override
    public void progressed() {
        if (phase == Phase.SENDING) {
            limit(timeouts.idle());
        }
    }

    @Override
    public void requestSent() {
        if (phase == Phase.SENDING) {
            phase = Phase.AWAITING;
            limit(timeouts.firstByte());
        }
    }

    @Override
    public void requestBroken(Failure failure) {
        exchange.fail(failure);
    }

    void bodyReadable() {
        var current = connection;
        progressed();
        if (current != null) {
            current.bodyReadable();
        }
    }

    void resume() {
        var current = connection;
        paused = false;
        if (current != null && phase == Phase.RECEIVING) {
            limit(timeouts.idle());
            current.resume();
        }
    }

    @Override
    public void informational(ResponseHead head) {
        exchange.informational(head);
    }

    @Override
    public void head(ResponseHead head) {
        var current = connection;
        if (current == null) {
            return;
        }
        long now = exchange.io().nanos();
        firstByteNanos = now - startNanos;
        endpoint().latency().record(firstByteNanos, now);
        status = head.status();
        phase = Phase.RECEIVING;
        limit(timeouts.idle());
        exchange.head(head, current.framing());
    }

    @Override
    public boolean body(ByteBuffer data, boolean last) {
        var current = connection;
        if (current == null) {
            return true;
        }
        if (last) {
            connection = null;
            end(status >= 500 ? "answered " + status : "");
            exchange.sendBody(data, true, current.trailers());
            return true;
        }
        limit(timeouts.idle());
        paused = !exchange.sendBody(data, false, current.trailers());
        return !paused;
    }

    @Override
    public void broken(Failure failure) {
        var current = connection;
        boolean stale =
                failure.reason() == Reason.CLOSED_EARLY && current != null && current.reused() && !current.answered();
        failed(failure, stale ? Sent.ON_A_STALE_CONNECTION : Sent.SOMETHING);
    }

    private void timedOut() {
        var reason = switch (phase) {
            case IDLE -> throw new IllegalStateException("a timer without an attempt");
            case QUEUED -> Reason.QUEUE_TIMEOUT;
            case CONNECTING -> Reason.CONNECT_TIMEOUT;
            case HANDSHAKING -> Reason.TLS_TIMEOUT;
            case SENDING -> connection != null && connection.blocked() ? Reason.IDLE_TIMEOUT : Reason.CLIENT_TIMEOUT;
            case AWAITING -> Reason.FIRST_BYTE_TIMEOUT;
            case RECEIVING -> paused ? Reason.CLIENT_TIMEOUT : Reason.IDLE_TIMEOUT;
        };
        boolean nothingSent = phase.compareTo(Phase.SENDING) < 0;
        letGo();
        failed(Failure.of(reason), nothingSent ? Sent.NOTHING : Sent.SOMETHING);
    }

    private void failed(Failure failure, Sent sent) {
        if (phase == Phase.IDLE) {
            return;
        }
        connection = null;
        boolean blamed = failure.reason().blame() == Failure.Blame.ENDPOINT && sent != Sent.ON_A_STALE_CONNECTION;
        end(blamed ? failure.reason().code() : null);
        var next = recovery;
        if (next == null) {
            exchange.fail(failure);
        } else {
            lastFailure = failure;
            next.failed(exchange, failure, sent);
        }
    }

    /** Gives the try up without a word to the endpoint's health: the client left, or the node decided so. */
    void abort() {
        if (phase != Phase.IDLE) {
            letGo();
            end(null);
        }
    }

    private void letGo() {
        var current = connection;
        connection = null;
        if (current != null) {
            current.abort();
        } else if (pool != null) {
            pool.cancel(this);
        }
    }

    /**
     * Gives the lease back.
     *
     * @param blame what the endpoint did wrong; empty: it did well; null: it showed neither
     */
    private void end(@Nullable String blame) {
        phase = Phase.IDLE;
        exchange.io().cancel(timer);
        var done = endpoint();
        done.release(blame != null && !blame.isEmpty());
        if (health != null && blame != null) {
            if (blame.isEmpty()) {
                health.succeeded(done);
            } else {
                health.failed(done, blame);
            }
        }
    }

    private void limit(Duration duration) {
        if (duration.isZero()) {
            exchange.io().cancel(timer);
        } else {
            exchange.io().after(timer, duration.toNanos());
        }
    }
}
