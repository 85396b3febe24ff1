package flotilla.node.io.upstream;

import flotilla.node.figures.Closing;
import flotilla.node.io.IoThread;
import flotilla.node.io.Wire;
import flotilla.node.io.http1.BodyDecoder;
import flotilla.node.io.http1.ResponseHead;
import flotilla.node.io.http1.Trailers;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.tls.EndpointTls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * A connection to an endpoint and the HTTP/1.1 client codec on it. On one I/O thread, it serves one {@link Call} at a time.
 *
 * <p>System calls: interest in reading stays set from the connect to the close, so an exchange costs one write and one
 * read and the selector is never told anything. While idle, that same interest sees the endpoint close, and the pool
 * drops the connection before a request can meet it. Back-pressure is lazy for the same reason: a reader that must
 * pause is only unsubscribed if more arrives meanwhile.
 *
 * <p>Reuse: a connection returns to its pool exactly when the answer was whole, the request was sent whole, both sides
 * said that they keep it, and no byte followed the answer.
 */
public final class UpstreamConnection implements ResponseReader.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);

    private final IoThread io;
    private final EndpointPool pool;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Wire wire;
    private final EndpointTls tls;
    private final ResponseReader reader;
    private final RequestSender sender;

    private @Nullable Call call;
    private boolean closed;
    private boolean paused;
    private boolean discarded;
    private boolean used;
    private final long openedNanos;
    private long idleSinceNanos;

    /** @param tls by which the wire is plain or not, and whom it believes */
    UpstreamConnection(EndpointPool pool, SocketChannel channel, SelectionKey key, Wire wire, EndpointTls tls) {
        this.io = pool.io();
        this.pool = pool;
        this.channel = channel;
        this.key = key;
        this.wire = wire;
        this.tls = tls;
        this.openedNanos = io.coarseNanos();
        this.reader = new ResponseReader(io);
        this.sender = new RequestSender(io, wire, key);
    }

    /** Gives the connection to a call. */
    void hand(Call next) {
        call = next;
        next.connected(this);
    }

    /** Whether it has carried a request before this one: then it may have been closed under us. */
    public boolean reused() {
        return used;
    }

    /** Whether anything of an answer has come for the present call. */
    public boolean answered() {
        return reader.anyByte();
    }

    /** Whether one that is opened now would be opened so. */
    boolean spokenBy(EndpointTls now) {
        return tls.equals(now);
    }

    long openedNanos() {
        return openedNanos;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    void idle(long nowNanos) {
        idleSinceNanos = nowNanos;
    }

    /** Asks the socket whether the endpoint has closed meanwhile; for requests that must not be sent twice. */
    boolean alive() {
        try {
            return wire.read(io.received.clear().limit(IoThread.READ_SIZE)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Sends a request; its head stands in {@link IoThread#requestHead}.
     *
     * @param headLength bytes of it
     * @param requestBody to follow, or null
     * @param method tells a HEAD
     */
    public void send(int headLength, @Nullable RequestBody requestBody, String method) {
        paused = false;
        reader.begin(method.equals("HEAD"));
        try {
            after(sender.start(headLength, requestBody));
        } catch (IOException e) {
            notSent(e);
        }
    }

    /** The client's body has more to give. */
    public void bodyReadable() {
        if (call != null && !closed) {
            try {
                after(sender.pump());
            } catch (IOException e) {
                notSent(e);
            }
        }
    }

    /** Whether the request waits for the endpoint to read. */
    public boolean blocked() {
        return sender.blocked();
    }

    /** Whether the request has been sent whole. */
    public boolean sent() {
        return sender.done();
    }

    private void writable() {
        if (call != null) {
            call.progressed();
        }
        try {
            after(sender.flush());
        } catch (IOException e) {
            notSent(e);
        }
    }

    private void after(RequestSender.Progress progress) {
        switch (progress) {
            case SENT -> current().requestSent();
            case WAITING -> {}
            case CLIENT_BROKEN -> current().requestBroken(sender.failure());
            case OUT_OF_BUFFERS -> fail(Failure.of(Reason.OUT_OF_BUFFERS));
        }
    }

    /** The endpoint takes no more. It may have answered before it closed: a refused upload says why. */
    private void notSent(IOException writeError) {
        sender.abandon();
        if (call == null || closed) {
            return;
        }
        try {
            if (!reader.headSeen()) {
                read();
            }
        } catch (IOException e) {
            // Only TLS says why it was closed.
            fail(Breakage.of(e instanceof SSLException ? e : writeError));
            return;
        }
        if (call != null && !reader.anyByte()) {
            fail(Breakage.of(writeError));
        }
    }

    private Call current() {
        var present = call;
        if (present == null) {
            throw new IllegalStateException("no call on " + pool.endpoint());
        }
        return present;
    }

    void ready(int ops) {
        try {
            if ((ops & SelectionKey.OP_WRITE) != 0) {
                writable();
            }
            if ((ops & SelectionKey.OP_READ) != 0 && !closed) {
                read();
            }
        } catch (IOException e) {
            fail(Breakage.of(e));
        } catch (CancelledKeyException e) {
            fail(Failure.of(Reason.CLOSED_EARLY));
        } catch (Throwable e) {
            LOG.error("endpoint {}: defect while its connection was served", pool.endpoint(), e);
            fail(new Failure(Reason.INTERNAL, e.toString()));
        }
    }

    private void read() throws IOException {
        if (paused) {
            key.interestOps(key.interestOps() & ~SelectionKey.OP_READ);
            return;
        }
        if (call == null) {
            // Idle: an end, or bytes that nobody asked for, make it useless; TLS may have had a word with itself.
            if (!alive()) {
                close(Closing.Upstream.ENDPOINT);
            }
            return;
        }
        var buffer = reader.target();
        int n = wire.read(buffer);
        if (n < 0) {
            reader.closed(this);
        } else if (n > 0) {
            reader.received(buffer, this);
            readAgainAtItsEnd();
        }
    }

    /** An end that came with the last bytes has no event of its own. */
    private void readAgainAtItsEnd() {
        if (!closed && wire.ended()) {
            io.execute(() -> ready(SelectionKey.OP_READ));
        }
    }

    @Override
    public boolean informational(ResponseHead head) {
        current().informational(head);
        return call != null;
    }

    @Override
    public boolean head(ResponseHead head) {
        current().head(head);
        return call != null || discarded;
    }

    @Override
    public void body(ByteBuffer data) {
        if (discarded) {
            close(Closing.Upstream.ABANDONED);
        } else {
            paused = !current().body(data, false);
        }
    }

    /** The answer is whole. It is read to the end, trailers too, before another call may have the connection. */
    @Override
    public void ended(ByteBuffer data, boolean clean) {
        var finished = discarded ? null : current();
        boolean keep = clean && sender.done() && !wire.ended();
        call = null;
        discarded = false;
        used = true;
        if (finished != null) {
            finished.body(data, true);
        }
        if (keep) {
            pool.release(this);
        } else {
            close(Closing.Upstream.NOT_KEPT);
        }
    }

    @Override
    public void malformed(Failure failure) {
        fail(failure);
    }

    /** The answer's trailer fields; valid during the last {@link Call#body}. */
    public Trailers trailers() {
        return reader.trailers();
    }

    /** How the answer's body is framed; valid from {@link Call#head} on. */
    public BodyDecoder.Framing framing() {
        return reader.framing();
    }

    /** The client takes bytes again. */
    public void resume() {
        if (paused && !closed) {
            paused = false;
            key.interestOps(key.interestOps() | SelectionKey.OP_READ);
            readAgainAtItsEnd();
        }
    }

    /**
     * Gives the call up at its answer's head: if the rest has come with that, the connection is kept, else it is closed
     * at once. Nobody waits for a body that nobody wants.
     */
    public void discard() {
        call = null;
        discarded = true;
    }

    /** Gives the call up: whatever was under way, the connection is of no further use. */
    public void abort() {
        call = null;
        close(Closing.Upstream.ABANDONED);
    }

    private void fail(Failure failure) {
        var failed = call;
        boolean began = reader.headSeen();
        call = null;
        close(Closing.Upstream.BROKEN);
        if (failed != null) {
            failed.broken(
                    began && (failure.reason() == Reason.CLOSED_EARLY || failure.reason() == Reason.TLS_FAILED)
                            ? new Failure(Reason.RESPONSE_CUT, failure.detail())
                            : failure);
        }
    }

    /** Closes the socket and gives its permit back; once. */
    void close(Closing.Upstream why) {
        if (closed) {
            return;
        }
        closed = true;
        reader.abandon();
        sender.abandon();
        wire.close();
        key.cancel();
        IoUtils.safeClose(channel);
        pool.closed(this, why);
    }
}
