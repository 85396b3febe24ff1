package flotilla.node.io.upstream;

import flotilla.node.io.IoThread;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.nio.Channels;

/** A connection to an endpoint that is being made; once it stands, its events go to the {@link UpstreamConnection}. */
final class Connecting implements Channels.Ready {

    private final IoThread io;
    private final EndpointPool pool;
    private final Call call;

    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable UpstreamConnection connection;

    Connecting(IoThread io, EndpointPool pool, Call call) {
        this.io = io;
        this.pool = pool;
        this.call = call;
    }

    Call call() {
        return call;
    }

    /** Starts to connect; the pool hears of the outcome, possibly before this returns. */
    void start(SocketAddress address) {
        try {
            var opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            key = io.register(opened, this);
            if (opened.connect(address)) {
                established(opened, key);
            } else {
                key.interestOps(SelectionKey.OP_CONNECT);
                call.connecting();
            }
        } catch (IOException | RuntimeException e) {
            refused(e);
        }
    }

    @Override
    public void ready(int ops) {
        var present = connection;
        if (present != null) {
            present.ready(ops);
            return;
        }
        var opening = channel;
        var registered = key;
        if (opening == null || registered == null) {
            return;
        }
        try {
            opening.finishConnect();
        } catch (IOException | RuntimeException e) {
            refused(e);
            return;
        }
        established(opening, registered);
    }

    private void established(SocketChannel opened, SelectionKey registered) {
        registered.interestOps(SelectionKey.OP_READ);
        var made = new UpstreamConnection(io, pool, opened, registered);
        connection = made;
        pool.connected(this, made);
    }

    private void refused(Exception e) {
        abandon();
        pool.refused(this, new Failure(Reason.CONNECT_REFUSED, String.valueOf(e.getMessage())));
    }

    /** Gives up; nobody hears of it. */
    void abandon() {
        if (key != null) {
            key.cancel();
        }
        IoUtils.safeClose(channel);
    }
}
