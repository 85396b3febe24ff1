package flotilla.ops.admin;

import flotilla.ops.access.AuditLog;
import flotilla.ops.access.Gate;
import flotilla.ops.access.Gate.Proof;
import flotilla.ops.admin.Reception.Step;
import flotilla.ops.rest.Desk;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Request;
import flotilla.ops.rest.Router;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.xnio.OptionMap;

/**
 * Brings HTTP to {@link Reception}, on an I/O thread of its own, so that a busy node can still be asked how it is. Answers are
 * made on virtual threads.
 */
public final class AdminServer implements AutoCloseable {

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
    private static final OptionMap OPTIONS = OptionMap.builder()
            .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
            .set(UndertowOptions.MAX_ENTITY_SIZE, 0L)
            .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, REQUEST_TIMEOUT_MILLIS)
            .set(UndertowOptions.NO_REQUEST_TIMEOUT, 6 * REQUEST_TIMEOUT_MILLIS)
            .getMap();

    /** What proxies say of those for whom they ask. */
    private static final List<HttpString> RELAYED = List.of(
            Headers.FORWARDED,
            Headers.VIA,
            Headers.X_FORWARDED_FOR,
            Headers.X_FORWARDED_HOST,
            Headers.X_FORWARDED_PROTO,
            HttpString.tryFromString("X-Real-IP"));

    private static final HttpString NO_SNIFF = HttpString.tryFromString("X-Content-Type-Options");

    private final AdminListener listener;
    private final ExecutorService makers;
    private final KeptConnections connections;
    private final Terms terms;

    private AdminServer(AdminListener listener, ExecutorService makers, KeptConnections connections, Terms terms) {
        this.listener = listener;
        this.makers = makers;
        this.connections = connections;
        this.terms = terms;
    }

    /** Whom it believes and what it writes down, which may change while it runs. */
    private record Terms(Gate gate, AuditLog audit, AtomicReference<Optional<AdminTls>> tls) {

        void follow(AdminPolicy newer) {
            gate.follow(newer.access());
            tls.set(newer.tls());
            audit.follow(newer.auditLog());
        }
    }

    /**
     * Listens where the policy says.
     *
     * @param pages beside the API, by their paths
     * @throws UncheckedIOException naming the address, if it cannot be bound
     */
    public static AdminServer start(
            AdminPolicy policy, Map<String, Page> pages, Router router, Gate gate, AuditLog audit) {
        return start(policy, () -> pages, router, gate, audit, _ -> Optional.empty());
    }

    /**
     * The same, perhaps on a listening socket that is there already.
     *
     * @param pages that there are now
     * @param inherited the socket for an address, not blocking; empty: it is bound
     */
    public static AdminServer start(
            AdminPolicy policy,
            Supplier<Map<String, Page>> pages,
            Router router,
            Gate gate,
            AuditLog audit,
            Function<InetSocketAddress, Optional<ServerSocketChannel>> inherited) {
        var reception = new Reception(pages, new Desk(router), gate, audit);
        var address = new InetSocketAddress(policy.host(), policy.port());
        var makers = Executors.newVirtualThreadPerTaskExecutor();
        var http = new HttpOpenListener(new DefaultByteBufferPool(true, 16 * 1024 - 20, 64, 4), OPTIONS);
        try {
            var given = inherited.apply(address);
            var channel = given.isPresent() ? given.get() : bound(policy, address);
            var connections = new KeptConnections();
            var terms = new Terms(gate, audit, new AtomicReference<>(policy.tls()));
            http.setRootHandler(handler(reception, makers, connections, terms));
            return new AdminServer(AdminListener.open(channel, http, policy.tls()), makers, connections, terms);
        } catch (IOException e) {
            makers.close();
            audit.close();
            throw cannotBind(policy, e);
        }
    }

    private static ServerSocketChannel bound(AdminPolicy policy, InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException(policy.host() + ": no such host");
        }
        var channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.configureBlocking(false);
            return channel.bind(address);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static UncheckedIOException cannotBind(AdminPolicy policy, IOException cause) {
        return new UncheckedIOException("admin: cannot listen on " + policy.bind(), cause);
    }

    private static HttpHandler handler(
            Reception reception, ExecutorService makers, KeptConnections connections, Terms terms) {
        return exchange -> {
            connections.begin(exchange);
            switch (reception.take(
                    request(exchange), proof(exchange, terms.tls().get()))) {
                case Step.Answer(var reply) -> dispatch(exchange, makers, reply);
                case Step.Body body -> read(exchange, makers, body);
            }
        };
    }

    private static void dispatch(HttpServerExchange exchange, ExecutorService makers, Supplier<Reply> reply) {
        exchange.dispatch(makers, () -> send(exchange, reply.get()));
    }

    private static void read(HttpServerExchange exchange, ExecutorService makers, Step.Body body) {
        exchange.setMaxEntitySize(body.maxBytes());
        exchange.getRequestReceiver()
                .receiveFullBytes(
                        (whole, bytes) ->
                                dispatch(whole, makers, () -> body.answer().apply(bytes)),
                        (part, cause) -> {
                            part.setPersistent(false);
                            dispatch(part, makers, body.tooLarge());
                        });
    }

    private static Request request(HttpServerExchange exchange) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var values : exchange.getRequestHeaders()) {
            headers.put(values.getHeaderName().toString(), String.join(", ", values));
        }
        var uri = exchange.getRequestURI();
        // In the absolute form (RFC 9112, section 3.2.2) the authority comes first.
        int start = exchange.isHostIncludedInRequestURI() ? uri.indexOf('/', uri.indexOf("://") + 3) : 0;
        return new Request(
                exchange.getRequestMethod().toString(),
                start < 0 ? "/" : uri.substring(start),
                exchange.getQueryString(),
                headers);
    }

    private static Proof proof(HttpServerExchange exchange, Optional<AdminTls> tls) {
        var headers = exchange.getRequestHeaders();
        return new Proof(
                exchange.getSourceAddress().getAddress(),
                headers.contains(Headers.AUTHORIZATION) ? headers.getFirst(Headers.AUTHORIZATION) : "",
                ClientCertificate.commonName(exchange.getConnection().getSslSession(), tls),
                headers.contains(Headers.HOST) ? headers.getFirst(Headers.HOST) : "",
                RELAYED.stream().anyMatch(headers::contains));
    }

    private static void send(HttpServerExchange exchange, Reply reply) {
        exchange.setStatusCode(reply.status());
        var headers = exchange.getResponseHeaders();
        headers.put(Headers.CONTENT_TYPE, reply.contentType())
                .put(Headers.CACHE_CONTROL, "no-store")
                .put(NO_SNIFF, "nosniff");
        reply.headers().forEach((name, value) -> headers.put(HttpString.tryFromString(name), value));
        if (!reply.version().isEmpty()) {
            headers.put(Headers.ETAG, '"' + reply.version() + '"');
        }
        exchange.getResponseSender().send(reply.body());
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        try {
            return listener.address();
        } catch (IOException e) {
            throw new UncheckedIOException("admin: has no address", e);
        }
    }

    /**
     * Makes ready to follow another policy in all but where it listens. Run what it returns, and it does: whom it believes counts from
     * the next request on, also on a connection that is there, and what it shows from the next connection on.
     *
     * @throws UncheckedIOException naming the audit log, if it cannot be opened
     */
    public Runnable prepare(AdminPolicy newer) {
        terms.audit().requireWritable(newer.auditLog());
        var shown = listener.prepare(newer.tls());
        return () -> {
            terms.follow(newer);
            shown.run();
        };
    }

    /** Its listening socket, for another process that is to have it as well. */
    public ServerSocketChannel socket() {
        return listener.socket();
    }

    /** Accepts no more; connections that are there end with what they are about, idle ones at once. */
    public void stopAccepting() {
        listener.stopAccepting(connections::end);
    }

    @Override
    public void close() {
        listener.close();
        makers.shutdownNow();
        terms.audit().close();
    }
}
