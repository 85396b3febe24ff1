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
 * One try at one endpoint: the lease on it, the connection, and the limit on whatever the try waits for now. Ends exactly
 * once, with {@link #end}. One object per exchange, used for all its tries, and another for one beside these ({@link Race}).
 */
final class Attempt implements Call {

    private final Exchange exchange;
    private final RequestHeadWriter writer = new RequestHeadWriter();
    private final AttemptSpan span;
    private final Lease lease;
    private final Wait wait;

    private @Nullable EndpointPool pool;
    private @Nullable UpstreamConnection connection;
    private @Nullable Recovery recovery;
    private @Nullable Failure lastFailure;
    private final ReplayBody replay;
    private final NextTry next;
    private String chosenBy = "";
    private int count;
    private int acquisitions;
    private boolean paused;

    /** @param next what follows a failure, for all of the exchange's tries */
    Attempt(Exchange exchange, NextTry next) {
        this.exchange = exchange;
        this.next = next;
        this.span = new AttemptSpan(exchange);
        this.lease = new Lease(exchange.io(), exchange.tries().time());
        this.wait = new Wait(exchange.io()) {
            @Override
            protected void expired() {
                timedOut();
            }
        };
        this.replay = new ReplayBody(exchange.io().budget());
    }

    void reset() {
        count = 0;
        lease.reset();
        connection = null;
        recovery = null;
        lastFailure = null;
    }

    int count() {
        return count;
    }

    /** Goes on in place of another object's tries. */
    void follow(Attempt other) {
        count = other.count;
        recovery = other.recovery;
        lastFailure = other.lastFailure;
        lease.tell(other.lease.health());
    }

    /** Whether a try is under way that has nothing of an answer yet. */
    boolean unanswered() {
        return !wait.over() && !wait.isReceiving();
    }

    /** Ends the try as another one has the answer; returns how long it took until now, in nanoseconds. */
    long giveUp() {
        long took = lease.outrun();
        exchange.tries().story().outrun(endpoint());
        letGo(false);
        end(lease.blameOutrun());
        return took;
    }

    long firstByteNanos() {
        return lease.firstByteNanos();
    }

    /** Says who hears of a failed try, and of the health it shows. */
    void recoverWith(Recovery newRecovery, Stage.Next path, Health newHealth) {
        recovery = newRecovery;
        next.along(path);
        lease.tell(newHealth);
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

    /** What has failed until now is no matter of what follows. */
    void startOver() {
        lastFailure = null;
    }

    Admission admission() {
        return lease.admission();
    }

    /** Where the next try is to be made, if it is admitted, and by whose choice. */
    void choose(LiveEndpoint chosen, String by) {
        lease.choose(chosen);
        chosenBy = by;
    }

    /** Begins the try at the chosen endpoint: takes the lease. */
    void begin() {
        exchange.tries().add(endpoint());
        exchange.tries().story().tried(endpoint(), chosenBy);
        lease.begin();
        span.begin(endpoint(), ++count);
        next.chosen();
        paused = false;
        wait.begin(exchange.destination().policy());
    }

    LiveEndpoint endpoint() {
        return lease.endpoint();
    }

    /** Gets a connection, which may be there at once. */
    void acquire(EndpointPool from, boolean careful) {
        pool = from;
        var destination = exchange.destination();
        var policy = destination.policy().pool();
        int mine = ++acquisitions;
        from.acquire(this, policy, destination.tls(), next.takeFresh(), careful);
        // It may have failed at once, and another one been made since, with a limit of its own.
        if (mine == acquisitions) {
            wait.queued(policy.queueTimeout());
        }
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
        int length = writer.write(exchange, endpoint(), span.span());
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
        exchange.sendInformational(head);
    }

    @Override
    public void head(ResponseHead head) {
        var current = connection;
        if (current == null) {
            return;
        }
        int status = head.status();
        lease.answered(status);
        span.answered(status);
        exchange.tries().story().answered(endpoint(), status);
        long delay = status < 400 || recovery == null ? -1 : recovery.answered(exchange, this, head);
        if (delay >= 0) {
            replaced(current, delay);
            return;
        }
        replay.enough();
        wait.receiving();
        exchange.underWay().answered(this, lease.firstByteNanos());
        exchange.head(head, current.framing());
    }

    /** Another try is, or will be, in place of this answer; not now, as the scratch buffers are still in use for it. */
    private void replaced(UpstreamConnection current, long delayNanos) {
        connection = null;
        current.discard();
        end(lease.blame());
        if (delayNanos != Recovery.LEFT_TO_OTHER) {
            next.after(Math.max(1, delayNanos));
        }
    }

    @Override
    public boolean body(ByteBuffer data, boolean last) {
        var current = connection;
        if (current == null) {
            return true;
        }
        if (last) {
            connection = null;
            end(lease.blame());
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
        letGo(true);
        failed(Failure.of(reason), sent);
    }

    private void failed(Failure failure, Sent sent) {
        if (wait.over()) {
            return;
        }
        connection = null;
        exchange.tries().story().failed(endpoint(), failure, sent);
        span.failed(failure);
        lease.failed(failure.reason());
        boolean blamed = failure.reason().blame() == Failure.Blame.ENDPOINT && sent != Sent.ON_A_STALE_CONNECTION;
        end(blamed ? failure.reason().code() : null);
        lastFailure = failure;
        if (exchange.underWay().leftToOther(this)) {
            return;
        }
        var present = recovery;
        if (present == null) {
            exchange.fail(failure);
        } else {
            present.failed(exchange, failure, sent);
        }
    }

    /** Gives the try up without a word to the endpoint's health: the client left, or the node decided so. */
    void abort() {
        if (!wait.over()) {
            letGo(false);
            end(null);
        }
        next.cancel();
    }

    /** The exchange has ended. */
    void close() {
        abort();
        replay.clear();
    }

    private void letGo(boolean overdue) {
        var current = connection;
        connection = null;
        if (current != null) {
            current.abort();
        } else if (pool != null) {
            pool.cancel(this, overdue);
        }
    }

    /** Gives the lease back, with what it showed of the endpoint. */
    private void end(@Nullable String blame) {
        wait.end();
        span.end(blame);
        lease.close(blame);
    }
}
