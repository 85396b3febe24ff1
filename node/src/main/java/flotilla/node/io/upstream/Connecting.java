package flotilla.node.io.upstream;

import flotilla.node.io.IoThread;
import flotilla.node.io.PlainWire;
import flotilla.node.io.SpentBuffers;
import flotilla.node.io.Wire;
import flotilla.node.io.tls.Handshake;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.tls.EndpointTls;
import flotilla.node.tls.TlsTrouble;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.nio.Channels;

/**
 * A connection to an endpoint that is being made, with a TLS handshake if TLS is spoken there; once it stands, its events
 * go to the {@link UpstreamConnection}.
 */
final class Connecting implements Channels.Ready, Handshake.Listener {

    private final IoThread io;
    private final EndpointPool pool;
    private final Call call;
    private final EndpointTls tls;
    private final Optional<SSLEngine> engine;

    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable Handshake handshake;
    private @Nullable UpstreamConnection connection;

    /** @param engine of {@code tls}, if TLS is spoken to the endpoint */
    Connecting(IoThread io, EndpointPool pool, Call call, EndpointTls tls, Optional<SSLEngine> engine) {
        this.io = io;
        this.pool = pool;
        this.call = call;
        this.tls = tls;
        this.engine = engine;
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
        var shaking = handshake;
        if (shaking != null) {
            shaking.ready();
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
        if (engine.isEmpty()) {
            made(opened, registered, new PlainWire(opened));
            return;
        }
        var shaking = new Handshake(io, engine.get(), opened, registered, this);
        handshake = shaking;
        call.handshaking();
        shaking.begin();
    }

    @Override
    public void secured(Wire wire) {
        var opened = channel;
        var registered = key;
        if (opened != null && registered != null) {
            registered.interestOps(SelectionKey.OP_READ);
            pool.secured();
            made(opened, registered, wire);
        }
    }

    private void made(SocketChannel opened, SelectionKey registered, Wire wire) {
        var made = new UpstreamConnection(pool, opened, registered, wire, tls);
        connection = made;
        pool.connected(this, made);
    }

    @Override
    public void failed(Exception trouble) {
        close();
        pool.refused(
                this,
                trouble instanceof SpentBuffers
                        ? Failure.of(Reason.OUT_OF_BUFFERS)
                        : new Failure(Reason.TLS_FAILED, TlsTrouble.words(trouble)));
    }

    private void refused(Exception e) {
        close();
        pool.refused(this, new Failure(Reason.CONNECT_REFUSED, String.valueOf(e.getMessage())));
    }

    /** Gives up; nobody hears of it. */
    void abandon() {
        if (handshake != null) {
            handshake.abandon();
        }
        close();
    }

    private void close() {
        if (key != null) {
            key.cancel();
        }
        IoUtils.safeClose(channel);
    }
}
