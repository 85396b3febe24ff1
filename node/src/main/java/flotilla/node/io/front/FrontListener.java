package flotilla.node.io.front;

import flotilla.node.http.RequestPath;
import flotilla.node.io.IoThread;
import flotilla.node.io.http1.Ascii;
import flotilla.node.io.http1.ForwardedNode;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.OptionMap;

/**
 * A port that clients connect to. Each I/O thread has a listening socket of its own (SO_REUSEPORT), so that a connection
 * is accepted on the thread that serves it and never changes hands.
 */
public final class FrontListener implements AutoCloseable {

    private static final AttachmentKey<UndertowExchange> EXCHANGE = AttachmentKey.create(UndertowExchange.class);
    private static final int BACKLOG = 4096;

    private final String name;
    private final ListenerPolicy policy;
    private final List<IoThread> threads;
    private final RequestPath path;
    private final Networks trusted;
    private final HttpOpenListener opener;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private volatile InetSocketAddress address;
    private volatile boolean stopping;

    private FrontListener(
            String name, ListenerPolicy policy, List<IoThread> threads, ByteBufferPool buffers, RequestPath path) {
        this.name = name;
        this.policy = policy;
        this.threads = List.copyOf(threads);
        this.path = path;
        this.trusted = Networks.of(policy.trustedProxies());
        this.address = ListenAddress.parse(policy.bind());
        this.opener = new HttpOpenListener(buffers, options(policy));
        opener.setRootHandler(this::handle);
    }

    /**
     * Binds the port; nothing is accepted before {@link #accept}.
     *
     * @throws UncheckedIOException if it cannot be bound, naming the address
     */
    public static FrontListener bind(
            String name, ListenerPolicy policy, List<IoThread> threads, ByteBufferPool buffers, RequestPath path) {
        var listener = new FrontListener(name, policy, threads, buffers, path);
        try {
            listener.bindAll();
        } catch (IOException e) {
            listener.close();
            throw new UncheckedIOException(
                    "listener " + name + ": cannot bind " + policy.bind() + ": " + e.getMessage(), e);
        }
        return listener;
    }

    private void bindAll() throws IOException {
        // Without SO_REUSEPORT first: with it, a port that another process of this user holds could be shared unseen.
        try (var probe = ServerSocketChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            probe.bind(address, 1);
            address = (InetSocketAddress) probe.getLocalAddress();
        }
        for (var io : threads) {
            var channel = ServerSocketChannel.open();
            acceptors.add(new Acceptor(this, io, channel));
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            channel.configureBlocking(false);
            channel.bind(address, BACKLOG);
        }
    }

    /** Begins to accept. */
    public void accept() throws IOException {
        for (var acceptor : acceptors) {
            acceptor.start();
        }
    }

    /** The options of facts and measurements: safe where Undertow's own are generous, cheap where they cost. */
    private static OptionMap options(ListenerPolicy policy) {
        return OptionMap.builder()
                .set(UndertowOptions.MAX_HEADER_SIZE, policy.maxHeaderBytes())
                .set(UndertowOptions.MAX_HEADERS, 100)
                // Undertow splits every query into parameters, wanted or not; the head's size is the bound.
                .set(UndertowOptions.MAX_PARAMETERS, 50_000)
                .set(UndertowOptions.MAX_COOKIES, 200)
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int)
                        policy.headTimeout().toMillis())
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, (int)
                        policy.idleTimeout().toMillis())
                .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, false)
                .set(UndertowOptions.DECODE_URL, false)
                .set(UndertowOptions.ALLOW_UNKNOWN_PROTOCOLS, false)
                .set(UndertowOptions.ALWAYS_SET_DATE, false)
                .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
                .set(UndertowOptions.ENABLE_HTTP2, false)
                .set(UndertowOptions.ENABLE_STATISTICS, false)
                .getMap();
    }

    @SuppressWarnings("deprecation") // the one way to say that the exchange goes on without a task
    private void handle(HttpServerExchange request) {
        var connection = (HttpServerConnection) request.getConnection();
        var exchange = connection.getAttachment(EXCHANGE);
        if (exchange == null) {
            var io = threads.get(connection.getIoThread().getNumber());
            exchange = new UndertowExchange(io, this, connection, path);
            connection.putAttachment(EXCHANGE, exchange);
        }
        request.dispatch();
        exchange.start(request);
    }

    HttpOpenListener opener() {
        return opener;
    }

    /** Counts a new connection in, unless there are too many. */
    boolean admit() {
        if (connections.incrementAndGet() > policy.maxConnections()) {
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    void closed() {
        connections.decrementAndGet();
    }

    boolean trusts(InetAddress peer) {
        return trusted.contains(peer);
    }

    /** What endpoints are told of a connection from {@code client}, as whole lines. */
    byte[] forwardedLines(InetAddress client) {
        return Ascii.bytes("X-Forwarded-For: " + client.getHostAddress() + "\r\nX-Forwarded-Proto: http\r\n"
                + "X-Forwarded-Port: " + port() + "\r\nForwarded: for=" + ForwardedNode.of(client) + ";proto=http\r\n");
    }

    boolean stopping() {
        return stopping;
    }

    public String name() {
        return name;
    }

    /** Where it is bound. */
    public InetSocketAddress address() {
        return address;
    }

    int port() {
        return address.getPort();
    }

    /** Client connections that are open. */
    public int connections() {
        return connections.get();
    }

    /** Accepts nothing more; what is under way goes on, and its answers close their connections. */
    public void stopAccepting() {
        stopping = true;
        acceptors.forEach(Acceptor::close);
    }

    @Override
    public void close() {
        stopAccepting();
        opener.closeConnections();
    }
}
