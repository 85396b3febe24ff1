package flotilla.node.io.front;

import flotilla.node.figures.ClientCells;
import flotilla.node.figures.Closing;
import flotilla.node.io.IoThread;
import flotilla.node.io.Timeout;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/** The listening socket of one I/O thread, and the connections accepted from it. */
final class Acceptor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

    /** Connections taken per event, so that those that are open get their turn. */
    private static final int BATCH = 64;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Connections taken before the port is closed: more than a queue holds, so only a flood is cut. */
    private static final int LAST_BATCH = 8192;

    /** Clients above the limit that are given the time to read so; beyond it they are closed at once. */
    private static final int MAX_TURNED_AWAY = 256;

    private final FrontListener listener;
    private final IoThread io;
    private final ServerSocketChannel channel;
    private final HeadParsers parsers;
    private final ClientCells cells = new ClientCells();
    private final Set<ClientConnection> connections = new HashSet<>();
    private final Timeout resume = new Timeout() {
        @Override
        protected void expired() {
            subscribe(SelectionKey.OP_ACCEPT);
        }
    };

    private int turnedAway;
    private boolean ending;
    private volatile @Nullable SelectionKey key;

    Acceptor(FrontListener listener, IoThread io, ServerSocketChannel channel) {
        this.listener = listener;
        this.io = io;
        this.channel = channel;
        this.parsers = new HeadParsers(io.budget(), () -> listener.policy().maxHeaderBytes());
    }

    FrontListener listener() {
        return listener;
    }

    /** What is counted of them. */
    ClientCells cells() {
        return cells;
    }

    /** For the connections accepted here. */
    HeadParsers parsers() {
        return parsers;
    }

    void start() throws IOException {
        key = io.register(channel, ops -> ready());
        io.execute(() -> subscribe(SelectionKey.OP_ACCEPT));
    }

    private void subscribe(int ops) {
        var current = key;
        if (current != null && current.isValid()) {
            current.interestOps(ops);
        }
    }

    private void ready() {
        take(BATCH);
    }

    private void take(int most) {
        try {
            for (int i = 0; i < most; i++) {
                var accepted = channel.accept();
                if (accepted == null) {
                    return;
                }
                open(accepted);
            }
        } catch (IOException e) {
            if (channel.isOpen()) {
                // Mostly out of file descriptors: without a pause the selector would report it again at once, for ever.
                LOG.error("listener {}: cannot accept: {}; next try in 200 ms", listener.name(), e.getMessage());
                subscribe(0);
                io.nanos();
                io.after(resume, PAUSE_NANOS);
            }
        } catch (RuntimeException e) {
            LOG.error("listener {}: defect while a connection was accepted", listener.name(), e);
        }
    }

    private void open(SocketChannel accepted) {
        try {
            accepted.configureBlocking(false);
            if (ending || !listener.admit()) {
                turnAway(accepted);
            } else {
                admit(accepted);
            }
        } catch (IOException e) {
            LOG.debug("listener {}: a client is gone again: {}", listener.name(), e.getMessage());
        }
    }

    private void admit(SocketChannel accepted) throws IOException {
        boolean opened = false;
        try {
            var peer = (InetSocketAddress) accepted.getRemoteAddress();
            var connection = new ClientConnection(this, io, accepted, peer);
            connection.open();
            connections.add(connection);
            cells.opened();
            opened = true;
        } finally {
            if (!opened) {
                IoUtils.safeClose(accepted);
                listener.closed();
            }
        }
    }

    private void turnAway(SocketChannel accepted) throws IOException {
        cells.turnedAway();
        if (ending || turnedAway == MAX_TURNED_AWAY) {
            accepted.close();
            return;
        }
        turnedAway++;
        boolean opened = false;
        try {
            new TurnedAway(io, accepted, () -> turnedAway--).open();
            opened = true;
        } finally {
            if (!opened) {
                IoUtils.safeClose(accepted);
                turnedAway--;
            }
        }
    }

    /** A connection has ended. */
    void closed(ClientConnection connection, Closing.Client why) {
        if (connections.remove(connection)) {
            cells.closed(why);
            listener.closed();
        }
    }

    /** Closes the connections accepted here; from any thread. */
    void closeConnections() {
        io.execute(() -> {
            ending = true;
            List.copyOf(connections).forEach(ClientConnection::shutDown);
        });
    }

    /** Closes those that wait for a request; from any thread. */
    void closeIdle() {
        io.execute(() -> List.copyOf(connections).forEach(ClientConnection::closeIfIdle));
    }

    /** Takes those who wait in the queue, and nobody after them; from any thread. */
    void retire() {
        io.execute(() -> {
            take(LAST_BATCH);
            IoUtils.safeClose(channel);
        });
    }

    /** The same; at once if nothing was accepted yet. */
    @Override
    public void close() {
        if (key == null) {
            IoUtils.safeClose(channel);
        } else {
            retire();
        }
    }
}
