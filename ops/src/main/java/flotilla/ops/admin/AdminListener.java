package flotilla.ops.admin;

import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.nio.Channels;

/**
 * Undertow on a listening socket that is there already, which Undertow's own builder does not know: it may have come from
 * another process. One I/O thread accepts and serves.
 *
 * <p>Where nothing can be accepted, mostly for want of file descriptors, it looks away for a moment: the selector would report
 * the same connection again at once, for ever.
 */
final class AdminListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminListener.class);

    /** Room for a TLS record. */
    private static final int RECORD = 17 * 1024;

    private static final long PAUSE_MILLIS = 200;

    private final XnioWorker worker;
    private final ServerSocketChannel channel;
    private final HttpOpenListener http;

    /** Takes what is accepted. */
    private volatile ChannelListener<StreamConnection> opened;

    private volatile @Nullable SelectionKey key;

    private AdminListener(
            XnioWorker worker, ServerSocketChannel channel, HttpOpenListener http, Optional<AdminTls> tls) {
        this.worker = worker;
        this.channel = channel;
        this.http = http;
        this.opened = opened(tls, http);
    }

    /**
     * @param channel bound and not blocking; closed with the result
     * @param tls empty: plain HTTP
     */
    static AdminListener open(ServerSocketChannel channel, HttpOpenListener http, Optional<AdminTls> tls)
            throws IOException {
        var worker = Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, "admin")
                        .set(Options.WORKER_IO_THREADS, 1)
                        .set(Options.WORKER_TASK_CORE_THREADS, 1)
                        .set(Options.WORKER_TASK_MAX_THREADS, 1)
                        .getMap());
        var listener = new AdminListener(worker, channel, http, tls);
        listener.key = Channels.register(worker.getIoThread(), channel, _ -> listener.accept());
        worker.getIoThread().execute(() -> listener.subscribe(SelectionKey.OP_ACCEPT));
        return listener;
    }

    private void subscribe(int ops) {
        var current = key;
        if (current != null && current.isValid()) {
            current.interestOps(ops);
        }
    }

    private static ChannelListener<StreamConnection> opened(Optional<AdminTls> tls, HttpOpenListener http) {
        return tls.<ChannelListener<StreamConnection>>map(terms -> secured(terms, http))
                .orElse(http);
    }

    /** Makes ready to speak on other terms; run what it returns, and they hold for connections to come. */
    Runnable prepare(Optional<AdminTls> tls) {
        var next = opened(tls, http);
        return () -> opened = next;
    }

    private static ChannelListener<StreamConnection> secured(AdminTls tls, HttpOpenListener http) {
        var ssl = new UndertowXnioSsl(
                Xnio.getInstance(), OptionMap.EMPTY, new DefaultByteBufferPool(true, RECORD, 64, 4), tls.context());
        var clients = tls.clientAuthorities().isEmpty() ? SslClientAuthMode.NOT_REQUESTED : SslClientAuthMode.REQUESTED;
        var options = OptionMap.create(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"));
        return plain -> {
            var connection = ssl.wrapExistingConnection(plain, options, false);
            try {
                connection.setOption(Options.SSL_CLIENT_AUTH_MODE, clients);
                http.handleEvent(connection);
            } catch (IOException e) {
                LOG.warn("admin: no TLS with a client: {}", e.getMessage());
                IoUtils.safeClose(plain);
            }
        };
    }

    private void accept() {
        try {
            for (var accepted = channel.accept(); accepted != null; accepted = channel.accept()) {
                open(accepted);
            }
        } catch (IOException e) {
            if (channel.isOpen()) {
                LOG.error("admin: cannot accept: {}; next try in {} ms", e.getMessage(), PAUSE_MILLIS);
                subscribe(0);
                worker.getIoThread()
                        .executeAfter(() -> subscribe(SelectionKey.OP_ACCEPT), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void open(SocketChannel accepted) {
        try {
            accepted.configureBlocking(false);
            ChannelListeners.invokeChannelListener(Channels.connection(worker.getIoThread(), accepted), opened);
        } catch (IOException e) {
            LOG.debug("admin: a client is gone again: {}", e.getMessage());
            IoUtils.safeClose(accepted);
        }
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /** For another process that is to have it as well. */
    ServerSocketChannel socket() {
        return channel;
    }

    /**
     * On its thread, which else would go on waiting with the descriptor.
     *
     * @param next what follows there
     */
    void stopAccepting(Runnable next) {
        worker.getIoThread().execute(() -> {
            IoUtils.safeClose(channel);
            next.run();
        });
    }

    @Override
    public void close() {
        IoUtils.safeClose(channel);
        worker.shutdownNow();
    }
}
