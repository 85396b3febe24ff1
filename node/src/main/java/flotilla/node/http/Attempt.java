package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.health.Health;
import flotilla.node.io.http1.ResponseHead;
import flotilla.node.io.upstream.Call;
import flotilla.node.io.upstream.EndpointPool;
import flotilla.node.io.upstream.RequestBody;
import flotilla.node.io.upstream.UpstreamConnection;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.resilience.Sent;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One try at one endpoint: the permit for it, the lease on it, the connection, and the limit on whatever the try waits for now.
 * Ends exactly once, with {@link #end}; then the endpoint's counts, breaker and health know how it went. One object per exchange,
 * used for all its tries.
 */
final class Attempt implements Call {

    private static final int SERVER_ERROR = 500;

    private final Exchange exchange;
    private final RequestHeadWriter writer = new RequestHeadWriter();
    private final Admission admission = new Admission();
    private final Wait wait;

    private @Nullable LiveEndpoint endpoint;
    private @Nullable EndpointPool pool;
    private @Nullable UpstreamConnection connection;
    private @Nullable Recovery recovery;
    private @Nullable Health health;
    private @Nullable Failure lastFailure;
    private final ReplayBody replay;
    private final NextTry next;
    private String chosenBy = "";
    private int count;
    private int status;
    private boolean paused;
    private long startNanos;
    private long firstByteNanos;

    Attempt(Exchange exchange) {
        this.exchange = exchange;
        this.wait = new Wait(exchange.io()) {
            @Override
            protected void expired() {
                timedOut();
            }
        };
        this.next = new NextTry(exchange);
        this.replay = new ReplayBody(exchange.io().budget());
    }

    void reset() {
        count = 0;
        firstByteNanos = -1;
        connection = null;
        recovery = null;
        lastFailure = null;
        next.reset();
    }

    int count() {
        return count;
    }

    long firstByteNanos() {
        return firstByteNanos;
    }

    /** Says who hears of a failed try, and of the health it shows. */
    void recoverWith(Recovery newRecovery, Stage.Next path, Health newHealth) {
        recovery = newRecovery;
        next.along(path);
        health = newHealth;
    }

    NextTry next() {
        return next;
    }

    /** Whether all of the request's body can be sent, from its beginning. */
    boolean bodyWhole() {
        var body = exchange.body();
        return body == null || !body.started() || replay.whole();
    }

    /** How the last try failed, or null if there was none. */
    @Nullable Failure lastFailure() {
        return lastFailure;
    }

    Admission admission() {
        return admission;
    }

    /** Where the next try is to be made, if it is admitted, and by whose choice. */
    void choose(LiveEndpoint chosen, String by) {
        endpoint = chosen;
        chosenBy = by;
    }

    /** Begins the try at the chosen endpoint: takes the lease. */
    void begin() {
        admission.made();
        exchange.tries().add(endpoint());
        exchange.tries().story().tried(endpoint(), chosenBy);
        endpoint().lease();
        count++;
        next.chosen();
        firstByteNanos = -1;
        status = 0;
        paused = false;
        startNanos = exchange.io().nanos();
        wait.begin(exchange.destination().policy());
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
        from.acquire(this, policy, destination.tls(), next.takeFresh(), careful);
        wait.queued(policy.queueTimeout());
    }

    @Override
    public void connecting() {
        wait.connecting();
    }

    @Override
    public void handshaking() {
        wait.handshaking();
    }

    @Override
    public void connected(UpstreamConnection newConnection) {
        connection = newConnection;
        wait.sending();
        int length = writer.write(exchange, endpoint());
        if (length < 0) {
            exchange.fail(Failure.of(Reason.HEADERS_TOO_LARGE));
            return;
        }
        newConnection.send(length, body(), exchange.method());
    }

    private @Nullable RequestBody body() {
        var body = exchange.body();
        if (body == null) {
            return null;
        }
        var destination = exchange.destination();
        var policy = destination.policy().retry();
        boolean again =
                (policy.attempts() > 1 || destination.fallback() != null) && Methods.idempotent(exchange.method());
        return replay.of(body, again ? policy.bufferBytes() : 0);
    }

    @Override
    public void notConnected(Failure failure) {
        failed(failure, Sent.NOTHING);
    }

    @Override
    public void progressed() {
        wait.progressed();
    }

    @Override
    public void requestSent() {
        wait.awaiting(exchange.body() != null);
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
        if (current != null && wait.isReceiving()) {
            wait.receiving();
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
        endpoint().answered(firstByteNanos, now);
        status = head.status();
        exchange.tries().story().answered(status);
        if (status < SERVER_ERROR) {
            admission.answered();
        }
        long delay = status < 400 || recovery == null ? -1 : recovery.answered(exchange, head);
        if (delay >= 0) {
            replaced(current, delay);
            return;
        }
        replay.enough();
        wait.receiving();
        exchange.head(head, current.framing());
    }

    /** Another try is made in place of this answer; not now, as the scratch buffers are still in use for it. */
    private void replaced(UpstreamConnection current, long delayNanos) {
        connection = null;
        current.discard();
        end(blame());
        next.after(Math.max(1, delayNanos));
    }

    private String blame() {
        return status >= SERVER_ERROR ? "answered " + status : "";
    }

    @Override
    public boolean body(ByteBuffer data, boolean last) {
        var current = connection;
        if (current == null) {
            return true;
        }
        if (last) {
            connection = null;
            end(blame());
            exchange.sendBody(data, true, current.trailers());
            return true;
        }
        wait.receiving();
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
        var current = connection;
        var reason = wait.reason(current != null && current.blocked(), paused);
        var sent = wait.nothingSent() ? Sent.NOTHING : Sent.SOMETHING;
        letGo();
        failed(Failure.of(reason), sent);
    }

    private void failed(Failure failure, Sent sent) {
        if (wait.over()) {
            return;
        }
        connection = null;
        exchange.tries().story().failed(failure, sent);
        boolean blamed = failure.reason().blame() == Failure.Blame.ENDPOINT && sent != Sent.ON_A_STALE_CONNECTION;
        end(blamed ? failure.reason().code() : null);
        var present = recovery;
        if (present == null) {
            exchange.fail(failure);
        } else {
            lastFailure = failure;
            present.failed(exchange, failure, sent);
        }
    }

    /** Gives the try up without a word to the endpoint's health: the client left, or the node decided so. */
    void abort() {
        if (!wait.over()) {
            letGo();
            end(null);
        }
        next.cancel();
    }

    /** The exchange has ended. */
    void close() {
        abort();
        replay.clear();
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
        wait.end();
        var done = endpoint();
        done.release(blame != null && !blame.isEmpty());
        long now = exchange.nanos();
        admission.end(blame, firstByteNanos < 0 ? now - startNanos : firstByteNanos, now);
        if (health != null && blame != null) {
            if (blame.isEmpty()) {
                health.succeeded(done);
            } else {
                health.failed(done, status, blame);
            }
        }
    }
}
