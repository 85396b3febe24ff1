package flotilla.node.io.front;

import flotilla.node.io.IoThread;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A connection above its listener's limit: it is told so, and given the time to read it. Nothing is read of what it
 * sends, so there is no request that the access log could tell of.
 */
final class TurnedAway implements ClientSocket.Owner {

    /** A second is long for a connection to be free, and short for a client to wait. */
    private static final Failure FULL = new Failure(Reason.TOO_MANY_CONNECTIONS, "", 1);

    private static final byte[] NOTHING = {};

    private final IoThread io;
    private final ClientSocket socket;
    private final Lingering lingering;
    private final Runnable ended;

    /** @param ended runs once it is closed */
    @SuppressWarnings("this-escape") // the socket keeps it for later
    TurnedAway(IoThread io, SocketChannel channel, Runnable ended) {
        this.io = io;
        this.ended = ended;
        this.socket = new ClientSocket(io, channel, this);
        this.lingering = new Lingering(io, socket, this::close);
    }

    void open() throws IOException {
        socket.open(this::ready);
        if (socket.write(ByteBuffer.wrap(OwnAnswer.to(FULL, true, false, NOTHING)))) {
            lingering.begin();
        }
    }

    private void ready(int ops) {
        if ((ops & SelectionKey.OP_WRITE) != 0) {
            socket.writable();
        }
        if ((ops & SelectionKey.OP_READ) != 0) {
            lingering.readable();
        }
    }

    @Override
    public void flushed() {
        lingering.begin();
    }

    @Override
    public void progressed() {}

    @Override
    public void gone(String how) {
        close();
    }

    @Override
    public void overwhelmed() {
        close();
    }

    private void close() {
        if (!socket.closed()) {
            io.cancel(lingering);
            socket.close();
            ended.run();
        }
    }
}
