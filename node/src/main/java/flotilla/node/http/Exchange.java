package flotilla.node.http;

import flotilla.node.balance.Balancer;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.io.IoThread;
import flotilla.node.io.http1.BodyDecoder;
import flotilla.node.io.http1.ResponseHead;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.route.Destination;
import flotilla.node.route.StaticAnswer;
import flotilla.node.telemetry.Finished;
import flotilla.node.telemetry.TraceContext;
import flotilla.node.telemetry.Visibility;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as the stages see them. A front extends it with the ways to read the one and to write the
 * other, keeps one per client connection and begins it anew for each request; stages know no more of a front than this.
 *
 * <p>Life: {@link #begin}, the stages, then exactly one of an answer written whole ({@link #completed}), a failure
 * answered or cut ({@link #fail}) or a client gone ({@link #clientGone}); {@link EndListener}s hear of the end once,
 * in the reverse order of their coming. All on the I/O thread of the connection.
 */
public abstract class Exchange extends ClientSide implements Balancer.Request, Finished {

    /** Hears of an exchange's end. */
    public interface EndListener {
        void ended(Exchange exchange);
    }

    private final IoThread io;
    private final UnderWay underWay;
    private final Tried tried = new Tried();
    private final EndListeners listeners = new EndListeners();
    private final TimeBudget time;
    private final AddedFields fields = new AddedFields();
    private final Unread unread;
    private final Trace trace = new Trace();

    private boolean running;
    private boolean failing;
    private int status;
    private @Nullable Failure failure;
    private @Nullable Destination destination;

    @SuppressWarnings("this-escape") // they keep it for later
    protected Exchange(IoThread io) {
        this.io = io;
        this.underWay = new UnderWay(this);
        this.time = new TimeBudget(this);
        this.unread = new Unread(this);
    }

    /** Starts a new request; its head has been read. */
    protected final void begin() {
        time.begin();
        status = 0;
        listeners.clear();
        running = true;
        failing = false;
        failure = null;
        destination = null;
        tried.clear();
        fields.clear();
        trace.clear();
        underWay.reset();
    }

    // What stages do.

    public final IoThread io() {
        return io;
    }

    /** What stages add to the request and to its answer. */
    public final AddedFields fields() {
        return fields;
    }

    /** Asks to hear of the end. */
    public final void onEnd(EndListener listener) {
        listeners.add(listener);
    }

    /** Binds the exchange to a route. */
    public final void route(Destination to) {
        destination = to;
    }

    /** Where it goes; only behind {@link Routing}. */
    public final Destination destination() {
        var bound = destination;
        if (bound == null) {
            throw new IllegalStateException("not routed yet");
        }
        return bound;
    }

    final Attempt attempt() {
        return underWay.current();
    }

    final UnderWay underWay() {
        return underWay;
    }

    final Tried tries() {
        return tried;
    }

    /** The time for all tries together. */
    final TimeBudget time() {
        return time;
    }

    /** What trace it belongs to, if there are traces. */
    final Trace tracing() {
        return trace;
    }

    /** Nanoseconds from its beginning until now, or to its end. */
    final long sinceStart() {
        return running ? time.exactNanosYet() : time.nanos();
    }

    /** Ends the exchange with a failure: answered if the client can still be told, else cut. */
    public final void fail(Failure reason) {
        if (!running) {
            return;
        }
        underWay.abort();
        if (committed() || failing) {
            failure = failing ? failure : reason;
            end();
            cut();
            return;
        }
        failing = true;
        failure = reason;
        status = reason.status();
        sendFailure(reason, StaticAnswers.page(destination, reason));
    }

    /** Whether it still has no outcome. */
    final boolean open() {
        return running && !failing;
    }

    /** Ends the exchange with an answer of the node's own. */
    public final void answer(StaticAnswer answer) {
        status = answer.status();
        sendAnswer(answer);
    }

    // What the attempt tells.
    final void head(ResponseHead head, BodyDecoder.Framing framing) {
        status = head.status();
        sendHead(head, framing);
    }

    /** Fields of our own that the final answer has, as whole lines: beside the endpoint's, or in place of it the failure's. */
    protected final byte[] ownLines(@Nullable Failure reason) {
        return fields.withLinesForClient(tried.lines(this, reason));
    }

    // What a front tells of the client.

    /** The last byte of the answer has been handed to the socket. */
    protected final void completed() {
        end();
    }

    /** What could not be written at once has been written. */
    protected final void drained() {
        attempt().resume();
    }

    /** The answer is whole but the client has not read all of it: it has the idle limit from now on for its next step. */
    protected final void awaitClient() {
        if (running) {
            unread.begin(destination);
        }
    }

    /** The client's body has more to give. */
    protected final void bodyReadable() {
        attempt().bodyReadable();
    }

    /** Whether a request is under way. */
    protected final boolean running() {
        return running;
    }

    /** The client closed its connection, or what it sends cannot be read. */
    protected final void clientGone(String how) {
        if (running) {
            underWay.abort();
            // Who leaves while it is told of a failure has its status, so the reason has to be that one's too.
            failure = failing && failure != null ? failure : new Failure(Reason.CLIENT_GONE, how);
            status = committed() ? status : Reason.CLIENT_GONE.status();
            end();
        }
    }

    private void end() {
        if (!running) {
            return;
        }
        running = false;
        time.end();
        io.cancel(unread);
        underWay.close();
        listeners.tell(this);
        released();
    }

    // Balancer.Request

    @Override
    public final long hashKey() {
        return HashKeys.of(this, destination().policy().balance().hashOn());
    }

    @Override
    public final boolean tried(LiveEndpoint candidate) {
        return tried.contains(candidate)
                || attempt().admission().refused(candidate)
                || attempt().next().spares(candidate);
    }

    @Override
    public final RandomGenerator random() {
        return io.random();
    }

    @Override
    public final long nanos() {
        return io.coarseNanos();
    }

    // Finished

    @Override
    public final int ioThread() {
        return io.index();
    }

    @Override
    public final String route() {
        return destination == null ? "" : destination.route().name();
    }

    @Override
    public final String upstream() {
        return destination == null ? "" : destination.route().upstream();
    }

    @Override
    public final String endpoint() {
        var last = tried.last();
        return last == null ? "" : last.authority();
    }

    @Override
    public final Visibility visibility() {
        return destination == null ? Visibility.DEFAULT : destination.route().visibility();
    }

    @Override
    public final TraceContext trace() {
        return trace.context();
    }

    @Override
    public final String routePath() {
        return destination == null ? "" : destination.route().match().path();
    }

    @Override
    public final int status() {
        return status;
    }

    @Override
    public final int attempts() {
        return attempt().count();
    }

    @Override
    public final long startMillis() {
        return time.startMillis();
    }

    @Override
    public final long durationNanos() {
        return running ? time.nanosYet() : time.nanos();
    }

    @Override
    public final long firstByteNanos() {
        return attempt().firstByteNanos();
    }

    @Override
    public final long upstreamNanos() {
        return tried.time().nanos();
    }

    @Override
    public final @Nullable Failure failure() {
        return failure;
    }
}
