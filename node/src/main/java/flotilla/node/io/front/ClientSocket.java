package flotilla.node.io.front;

import flotilla.node.io.IoThread;
import flotilla.node.io.Timeout;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The socket of a client connection while one of our exchanges has it: writes past Undertow, keeps what the client does
 * not take yet, and stays subscribed for reading, so that the selector is told nothing per request and a client that
 * leaves is seen at once. Bytes that come too early are the next request; they are kept for Undertow, and only then the
 * subscription is dropped.
 */
final class ClientSocket {

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Who uses the socket. */
    interface Owner {

        /** The request's body has more to give. */
        void readable();

        /** What was kept has been written. */
        void flushed();

        /** The client has taken some of what was kept. */
        void progressed();

        /** The client is gone. */
        void gone(String how);

        /** The client does not take what it asked for, and there is no memory left to keep it in. */
        void overwhelmed();
    }

    private final IoThread io;
    private final HttpServerConnection connection;
    private final Owner owner;
    private final StreamSinkConduit sink;
    private final StreamSourceConduit source;
    private final ConduitStreamSinkChannel sinkChannel;
    private final ConduitStreamSourceChannel sourceChannel;
    private final ChannelListener<ConduitStreamSourceChannel> readable;
    private final ChannelListener<ConduitStreamSourceChannel> early;
    private final ChannelListener<ConduitStreamSinkChannel> writable;
    private final Timeout linger = new Timeout() {
        @Override
        protected void expired() {
            close();
        }
    };

    private @Nullable ByteBuffer pending;
    private boolean paused;
    private long written;

    ClientSocket(IoThread io, HttpServerConnection connection, Owner owner) {
        this.io = io;
        this.connection = connection;
        this.owner = owner;
        this.sink = connection.getOriginalSinkConduit();
        this.source = connection.getOriginalSourceConduit();
        this.sinkChannel = connection.getChannel().getSinkChannel();
        this.sourceChannel = connection.getChannel().getSourceChannel();
        this.readable = channel -> owner.readable();
        this.early = channel -> early();
        this.writable = channel -> writable();
        connection.addCloseListener(closed -> closed());
    }

    /** Begins a request whose body is to be read. */
    void expectBody() {
        written = 0;
        paused = false;
        sourceChannel.setConduit(source);
        sourceChannel.setReadListener(readable);
        source.resumeReads();
    }

    /** Begins a request that is whole, or goes on once its body is. */
    void expectNothing() {
        written = 0;
        if (connection.getExtraBytes() == null) {
            sourceChannel.setReadListener(early);
            source.resumeReads();
        }
    }

    /** Nobody takes the body now: the selector would report it again and again. */
    void pause() {
        if (!paused) {
            paused = true;
            source.suspendReads();
        }
    }

    /** The body is wanted again. */
    void resume() {
        if (paused) {
            paused = false;
            source.resumeReads();
        }
    }

    /** Bytes handed to {@link #write} since the request began. */
    long written() {
        return written;
    }

    /** Something comes from the client although its request is whole: its end, or the next request. */
    void early() {
        var pooled = connection.getByteBufferPool().allocate();
        boolean kept = false;
        try {
            int n = source.read(pooled.getBuffer());
            if (n < 0) {
                leave("closed its connection");
            } else if (n > 0) {
                pooled.getBuffer().flip();
                connection.ungetRequestBytes(pooled);
                kept = true;
                source.suspendReads();
            }
        } catch (IOException e) {
            leave(String.valueOf(e.getMessage()));
        } finally {
            if (!kept) {
                pooled.close();
            }
        }
    }

    /** Writes what the socket takes and keeps the rest; returns whether there is no rest. */
    boolean write(ByteBuffer bytes) {
        written += bytes.remaining();
        try {
            var before = pending;
            if (before == null) {
                sink.write(bytes);
                if (!bytes.hasRemaining()) {
                    return true;
                }
            }
            pending = before == null ? io.budget().keep(bytes) : joined(before, bytes);
            if (pending == null) {
                owner.overwhelmed();
                return false;
            }
            sinkChannel.setWriteListener(writable);
            sink.resumeWrites();
        } catch (IOException e) {
            leave(String.valueOf(e.getMessage()));
        }
        return false;
    }

    private @Nullable ByteBuffer joined(ByteBuffer before, ByteBuffer bytes) {
        var all = ByteBuffer.allocate(before.remaining() + bytes.remaining())
                .put(before)
                .put(bytes)
                .flip();
        io.budget().free(before);
        return io.budget().keep(all);
    }

    private void writable() {
        var rest = pending;
        if (rest == null) {
            sink.suspendWrites();
            return;
        }
        try {
            sink.write(rest);
        } catch (IOException e) {
            leave(String.valueOf(e.getMessage()));
            return;
        }
        if (rest.hasRemaining()) {
            owner.progressed();
            return;
        }
        io.budget().free(rest);
        pending = null;
        sink.suspendWrites();
        owner.flushed();
    }

    /**
     * Ends a connection whose client still sends a body that nobody wants: closed at once, the socket would answer with
     * a reset, and the client would lose the answer that tells it why (RFC 9112 section 9.6).
     */
    void linger() {
        try {
            sinkChannel.shutdownWrites();
            sinkChannel.flush();
        } catch (IOException e) {
            close();
            return;
        }
        io.after(linger, LINGER_NANOS);
        sourceChannel.setReadListener(channel -> discard());
        source.resumeReads();
    }

    private void discard() {
        try {
            if (source.read(io.outgoing.clear()) < 0) {
                close();
            }
        } catch (IOException e) {
            close();
        }
    }

    /** Closes with a reset, so that even an answer that ends with its connection is seen to be broken. */
    void cut() {
        try {
            connection.getChannel().setOption(Options.CLOSE_ABORT, true);
        } catch (IOException e) {
            // Broken already, which is what is wanted.
        }
        close();
    }

    private void leave(String how) {
        owner.gone(how);
        close();
    }

    private void close() {
        IoUtils.safeClose(connection);
    }

    private void closed() {
        io.cancel(linger);
        owner.gone("closed its connection");
        var rest = pending;
        if (rest != null) {
            pending = null;
            io.budget().free(rest);
        }
    }
}
