package flotilla.node.io.front;

import flotilla.node.io.IoThread;
import flotilla.node.io.Timeout;
import flotilla.node.io.http1.Ascii;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.nio.Channels;

/** The listening socket of one I/O thread. */
final class Acceptor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

    /** Connections taken per event, so that those that are open get their turn. */
    private static final int BATCH = 64;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final byte[] FULL = Ascii.bytes("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
            + "Proxy-Status: flotilla; error=connection_limit_reached\r\nRetry-After: 1\r\nConnection: close\r\n\r\n");

    private final FrontListener listener;
    private final IoThread io;
    private final ServerSocketChannel channel;
    private final Timeout resume = new Timeout() {
        @Override
        protected void expired() {
            subscribe(SelectionKey.OP_ACCEPT);
        }
    };

    private volatile @Nullable SelectionKey key;

    Acceptor(FrontListener listener, IoThread io, ServerSocketChannel channel) {
        this.listener = listener;
        this.io = io;
        this.channel = channel;
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
        try {
            for (int i = 0; i < BATCH; i++) {
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
        boolean counted = false;
        try {
            accepted.configureBlocking(false);
            if (!listener.admit()) {
                accepted.write(ByteBuffer.wrap(FULL));
                accepted.close();
                return;
            }
            counted = true;
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var connection = Channels.connection(io.thread(), accepted);
            // Undertow takes the connection's own close listener for itself.
            connection.getSourceChannel().setCloseListener(ended -> listener.closed());
            ChannelListeners.invokeChannelListener(connection, listener.opener());
        } catch (IOException e) {
            IoUtils.safeClose(accepted);
            if (counted) {
                listener.closed();
            }
        }
    }

    @Override
    public void close() {
        IoUtils.safeClose(channel);
    }
}
