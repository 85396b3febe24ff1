package flotilla.node.io.tls;

import flotilla.node.io.IoThread;
import flotilla.node.io.SpentBuffers;
import flotilla.node.io.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of TLS on a channel. Records live in the I/O thread's scratch buffers; what outlives an event is an
 * unfinished record on its way in and what the socket would not take on its way out, both held in the node's budget.
 *
 * <p>No whole record is ever left unopened: a read takes no more sealed bytes than the reader has room, and opened they
 * are fewer. Example: with 3 KiB of a record held and 64 KiB of room, 61 KiB are read; of four records in them three are
 * whole, the fourth is held. So the socket's readiness is the reader's.
 *
 * <p>An end without close_notify is no end but a cut (RFC 8446 section 6.1): whoever sits on the way can make one. TLS 1.3
 * sends messages of its own at any time (tickets, new keys), which a read takes for itself; TLS 1.2 has none, so one that
 * comes is an attempt to negotiate anew, and refused.
 */
final class TlsWire implements Wire {

    private final IoThread io;
    private final SSLEngine engine;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer nothing = ByteBuffer.allocate(0);

    private @Nullable ByteBuffer unopened;
    private @Nullable ByteBuffer unsent;
    private boolean closed;

    TlsWire(IoThread io, SSLEngine engine, SocketChannel channel, SelectionKey key) {
        this.io = io;
        this.engine = engine;
        this.channel = channel;
        this.key = key;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        if (engine.isInboundDone()) {
            return -1;
        }
        boolean end = fill(target.remaining());
        var sealed = io.sealedIn;
        while (sealed.hasRemaining() && opened(engine.unwrap(sealed, target))) {}
        hold(sealed);
        if (target.position() > start) {
            return target.position() - start;
        }
        if (engine.isInboundDone()) {
            return -1;
        }
        if (end) {
            throw new EOFException("closed without close_notify");
        }
        return 0;
    }

    /** Puts what is held and what the socket has, up to {@code size} bytes, into the scratch buffer; returns whether it ended. */
    private boolean fill(int size) throws IOException {
        var sealed = io.sealedIn.clear().limit(Math.min(size, io.sealedIn.capacity()));
        unhold(sealed);
        int n;
        try {
            n = channel.read(sealed);
        } finally {
            sealed.flip();
        }
        return n < 0;
    }

    private void unhold(ByteBuffer sealed) {
        var rest = unopened;
        if (rest != null) {
            sealed.put(rest);
            io.budget().free(rest);
            unopened = null;
        }
    }

    private void hold(ByteBuffer sealed) throws IOException {
        if (sealed.hasRemaining() && !engine.isInboundDone()) {
            unopened = io.budget().keep(sealed);
            if (unopened == null) {
                throw new SpentBuffers();
            }
        }
    }

    /** Takes one record's result; returns whether to go on with the next. */
    private boolean opened(SSLEngineResult result) throws IOException {
        return switch (result.getStatus()) {
            case OK -> {
                answer(result.getHandshakeStatus());
                yield result.bytesConsumed() > 0;
            }
            // An overflow speaks of a record that is not whole yet, as whole ones have room.
            case BUFFER_UNDERFLOW, BUFFER_OVERFLOW, CLOSED -> false;
        };
    }

    /** Does what a message between records asks for. */
    private void answer(HandshakeStatus status) throws IOException {
        if (status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED || engine.isInboundDone()) {
            return;
        }
        if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
            throw new SSLException("the endpoint wants to negotiate anew, which is refused");
        }
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !speak()) {
            key.interestOps(key.interestOps() | SelectionKey.OP_WRITE);
        }
    }

    @Override
    public boolean write(ByteBuffer source) throws IOException {
        if (!flush()) {
            return false;
        }
        while (source.hasRemaining() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            seal(source);
            if (!send()) {
                return false;
            }
        }
        return true;
    }

    /** Sends what the engine itself has to say. */
    boolean speak() throws IOException {
        return write(nothing);
    }

    @Override
    public boolean flush() throws IOException {
        var rest = unsent;
        if (rest == null) {
            return true;
        }
        channel.write(rest);
        if (rest.hasRemaining()) {
            return false;
        }
        io.budget().free(rest);
        unsent = null;
        return true;
    }

    /** Makes records of as much as the scratch buffer takes. */
    private void seal(ByteBuffer source) throws IOException {
        var sealed = io.sealedOut.clear();
        do {
            var result = engine.wrap(source, sealed);
            switch (result.getStatus()) {
                case OK -> {
                    if (result.bytesProduced() == 0) {
                        throw new SSLException("nothing can be sent now: " + result.getHandshakeStatus());
                    }
                }
                case BUFFER_OVERFLOW -> {
                    sealed.flip();
                    return;
                }
                case BUFFER_UNDERFLOW -> throw new SSLException("a record cannot be made: " + result);
                case CLOSED -> throw new EOFException("the endpoint has ended the connection");
            }
        } while (source.hasRemaining());
        sealed.flip();
    }

    private boolean send() throws IOException {
        var sealed = io.sealedOut;
        channel.write(sealed);
        if (!sealed.hasRemaining()) {
            return true;
        }
        unsent = io.budget().keep(sealed);
        if (unsent == null) {
            throw new SpentBuffers();
        }
        return false;
    }

    /** Opens one record of the handshake; returns false if it has to come first. */
    boolean shake() throws IOException {
        boolean end = false;
        if (unopened == null) {
            end = fill(io.sealedIn.capacity());
        } else {
            unhold(io.sealedIn.clear());
            io.sealedIn.flip();
        }
        var result = engine.unwrap(io.sealedIn, nothing);
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW && !end) {
            hold(io.sealedIn);
            end = fill(io.sealedIn.capacity());
            result = engine.unwrap(io.sealedIn, nothing);
        }
        hold(io.sealedIn);
        return switch (result.getStatus()) {
            case OK -> true;
            case BUFFER_UNDERFLOW -> {
                if (end) {
                    throw new EOFException("closed during the handshake");
                }
                yield false;
            }
            case BUFFER_OVERFLOW -> throw new SSLException("data before the end of the handshake");
            case CLOSED -> throw new EOFException("ended during the handshake");
        };
    }

    @Override
    public boolean ended() {
        return engine.isInboundDone();
    }

    /** Sends close_notify, or the alert that says why not, unless records before it have not gone yet. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (unsent == null) {
            sayGoodbye();
        }
        free();
    }

    /** Frees what is held, and leaves the engine alone: a task may be at work in it. */
    void free() {
        closed = true;
        if (unsent != null) {
            io.budget().free(unsent);
            unsent = null;
        }
        if (unopened != null) {
            io.budget().free(unopened);
            unopened = null;
        }
    }

    private void sayGoodbye() {
        try {
            engine.closeOutbound();
            var sealed = io.sealedOut.clear();
            while (!engine.isOutboundDone() && engine.wrap(nothing, sealed).bytesProduced() > 0) {}
            channel.write(sealed.flip());
        } catch (IOException e) {
            // It is closed either way.
        }
    }
}
