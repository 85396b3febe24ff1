package flotilla.ops.admin;

import flotilla.ops.access.AuditLog;
import flotilla.ops.access.Gate;
import flotilla.ops.access.Gate.Proof;
import flotilla.ops.admin.Reception.Step;
import flotilla.ops.rest.Desk;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Request;
import flotilla.ops.rest.Router;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;

/**
 * Brings HTTP to {@link Reception}, on an I/O thread of its own, so that a busy node can still be asked how it is. Answers are
 * made on virtual threads.
 */
public final class AdminServer implements AutoCloseable {

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
    private static final HttpString NO_SNIFF = HttpString.tryFromString("X-Content-Type-Options");

    private final Undertow server;
    private final ExecutorService makers;

    private AdminServer(Undertow server, ExecutorService makers) {
        this.server = server;
        this.makers = makers;
    }

    /**
     * Listens where the policy says.
     *
     * @param pages beside the API, by their paths
     * @throws UncheckedIOException naming the address, if it cannot be bound
     */
    public static AdminServer start(
            AdminPolicy policy, Map<String, Page> pages, Router router, Gate gate, AuditLog audit) {
        var reception = new Reception(pages, new Desk(router), gate, audit);
        var makers = Executors.newVirtualThreadPerTaskExecutor();
        var server = listening(policy, handler(reception, makers));
        try {
            server.start();
        } catch (RuntimeException e) {
            makers.close();
            throw e.getCause() instanceof BindException cause ? cannotBind(policy, cause) : e;
        }
        return new AdminServer(server, makers);
    }

    private static Undertow listening(AdminPolicy policy, HttpHandler handler) {
        var address = new InetSocketAddress(policy.host(), policy.port());
        var builder = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setByteBufferPool(new DefaultByteBufferPool(true, 16 * 1024 - 20, 64, 4))
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, 0L)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, REQUEST_TIMEOUT_MILLIS)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 6 * REQUEST_TIMEOUT_MILLIS);
        if (policy.tls().isEmpty()) {
            return builder.addHttpListener(address.getPort(), address.getHostString(), handler)
                    .build();
        }
        var tls = policy.tls().get();
        return builder.setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))
                .setSocketOption(
                        Options.SSL_CLIENT_AUTH_MODE,
                        tls.clientAuthorities().isEmpty()
                                ? SslClientAuthMode.NOT_REQUESTED
                                : SslClientAuthMode.REQUESTED)
                .addHttpsListener(address.getPort(), address.getHostString(), tls.context(), handler)
                .build();
    }

    private static UncheckedIOException cannotBind(AdminPolicy policy, IOException cause) {
        return new UncheckedIOException("admin: cannot listen on " + policy.bind(), cause);
    }

    private static HttpHandler handler(Reception reception, ExecutorService makers) {
        return exchange -> {
            switch (reception.take(request(exchange), proof(exchange))) {
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

    private static Proof proof(HttpServerExchange exchange) {
        var headers = exchange.getRequestHeaders();
        return new Proof(
                exchange.getSourceAddress().getAddress(),
                headers.contains(Headers.AUTHORIZATION) ? headers.getFirst(Headers.AUTHORIZATION) : "",
                ClientCertificate.commonName(exchange.getConnection().getSslSession()),
                headers.contains(Headers.HOST) ? headers.getFirst(Headers.HOST) : "");
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
        return (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
    }

    @Override
    public void close() {
        server.stop();
        makers.shutdownNow();
    }
}
