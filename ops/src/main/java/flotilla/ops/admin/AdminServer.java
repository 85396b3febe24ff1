package flotilla.ops.admin;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a few pages over HTTP on an I/O thread of its own, so that a busy node can still be asked how it is. Pages are
 * made on virtual threads. GET and HEAD are answered, and PATCH where something can be changed.
 */
public final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
    private static final HttpString FETCH_SITE = HttpString.tryFromString("Sec-Fetch-Site");

    /** What is served at one path. */
    public interface Page {

        /** Makes the page; runs on a virtual thread. */
        Answer answer();
    }

    /** A page that can be changed, by PATCH. */
    public interface Changeable extends Page {

        /** Makes the change and answers with what came of it; runs on a virtual thread, may wait. */
        Answer change(Request request);
    }

    /**
     * What somebody wants changed.
     *
     * @param contentType of the body; empty: none was named
     * @param ifMatch the versions that the change is for; empty: any
     * @param fromBrowser whether a browser sends it on behalf of a page, of whatever origin
     */
    public record Request(String contentType, String ifMatch, boolean fromBrowser, String body) {}

    /**
     * A page as it is at one moment.
     *
     * @param status of the answer
     * @param contentType of the body
     * @param version that tells it from others; empty: none
     */
    public record Answer(int status, String contentType, String body, String version) {

        public Answer(int status, String contentType, String body) {
            this(status, contentType, body, "");
        }

        public static Answer text(int status, String body) {
            return new Answer(status, "text/plain; charset=utf-8", body);
        }
    }

    private final Undertow server;
    private final ExecutorService makers;

    private AdminServer(Undertow server, ExecutorService makers) {
        this.server = server;
        this.makers = makers;
    }

    /**
     * Serves {@code pages} by their paths.
     *
     * @throws UncheckedIOException naming the address, if it cannot be bound
     */
    public static AdminServer start(AdminPolicy policy, Map<String, Page> pages) {
        var address = new InetSocketAddress(policy.host(), policy.port());
        var makers = Executors.newVirtualThreadPerTaskExecutor();
        var server = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setByteBufferPool(new DefaultByteBufferPool(true, 16 * 1024 - 20, 64, 4))
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, 0L)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, REQUEST_TIMEOUT_MILLIS)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 6 * REQUEST_TIMEOUT_MILLIS)
                .addHttpListener(address.getPort(), address.getHostString(), handler(Map.copyOf(pages), makers))
                .build();
        try {
            server.start();
        } catch (RuntimeException e) {
            makers.close();
            throw e.getCause() instanceof BindException cause ? cannotBind(policy, cause) : e;
        }
        return new AdminServer(server, makers);
    }

    private static UncheckedIOException cannotBind(AdminPolicy policy, IOException cause) {
        return new UncheckedIOException("admin: cannot listen on " + policy.bind(), cause);
    }

    private static HttpHandler handler(Map<String, Page> pages, ExecutorService makers) {
        return exchange -> {
            var page = pages.get(exchange.getRequestPath());
            var method = exchange.getRequestMethod();
            if (page == null) {
                send(exchange, Answer.text(StatusCodes.NOT_FOUND, "no such page; / lists them\n"));
            } else if (method.equals(Methods.GET) || method.equals(Methods.HEAD)) {
                exchange.dispatch(makers, () -> send(exchange, make(exchange, page)));
            } else if (page instanceof Changeable changeable && method.equals(Methods.PATCH)) {
                change(exchange, changeable, makers);
            } else {
                var methods = page instanceof Changeable ? "GET, HEAD, PATCH" : "GET, HEAD";
                exchange.getResponseHeaders().put(Headers.ALLOW, methods);
                send(exchange, Answer.text(StatusCodes.METHOD_NOT_ALLOWED, methods + "\n"));
            }
        };
    }

    private static void change(HttpServerExchange exchange, Changeable page, ExecutorService makers) {
        exchange.setMaxEntitySize(MAX_BODY_BYTES);
        exchange.getRequestReceiver()
                .receiveFullString(
                        (whole, body) -> whole.dispatch(
                                makers, () -> send(whole, make(whole, () -> page.change(request(whole, body))))),
                        (part, cause) -> {
                            part.setPersistent(false);
                            send(
                                    part,
                                    Answer.text(
                                            StatusCodes.REQUEST_ENTITY_TOO_LARGE,
                                            "the body cannot be read, or is larger than " + MAX_BODY_BYTES
                                                    + " bytes\n"));
                        },
                        StandardCharsets.UTF_8);
    }

    private static Request request(HttpServerExchange exchange, String body) {
        var headers = exchange.getRequestHeaders();
        return new Request(
                Objects.requireNonNullElse(headers.getFirst(Headers.CONTENT_TYPE), ""),
                Objects.requireNonNullElse(headers.getFirst(Headers.IF_MATCH), ""),
                headers.contains(Headers.ORIGIN) || headers.contains(FETCH_SITE),
                body);
    }

    private static Answer make(HttpServerExchange exchange, Page page) {
        try {
            return page.answer();
        } catch (RuntimeException e) {
            LOG.error("admin: {} cannot be shown", exchange.getRequestPath(), e);
            return Answer.text(StatusCodes.INTERNAL_SERVER_ERROR, "the log says why\n");
        }
    }

    private static void send(HttpServerExchange exchange, Answer answer) {
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.contentType());
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseHeaders().put(HttpString.tryFromString("X-Content-Type-Options"), "nosniff");
        if (!answer.version().isEmpty()) {
            exchange.getResponseHeaders().put(Headers.ETAG, '"' + answer.version() + '"');
        }
        exchange.getResponseSender().send(answer.body());
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
