package flotilla.node.io.front;

import flotilla.node.http.Exchange;
import flotilla.node.http.RequestHeadWriter;
import flotilla.node.http.RequestPath;
import flotilla.node.io.IoThread;
import flotilla.node.io.http1.Ascii;
import flotilla.node.io.http1.BodyDecoder.Framing;
import flotilla.node.io.http1.HeaderKind;
import flotilla.node.io.http1.ResponseHead;
import flotilla.node.io.http1.Trailers;
import flotilla.node.io.upstream.RequestBody;
import flotilla.node.resilience.Failure;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of one HTTP/1.1 client connection whose heads Undertow parses. Bodies and answers go past Undertow,
 * between its {@link ClientSocket} and our codecs.
 */
final class UndertowExchange extends Exchange implements ClientSocket.Owner {

    private final RequestPath path;
    private final FrontListener listener;
    private final InetSocketAddress peer;
    private final boolean trusted;
    private final byte[] forwardedLines;
    private final ClientSocket socket;
    private final ResponseWriter writer;
    private final ClientBody body;

    private @Nullable HttpServerExchange request;
    private @Nullable String target;
    private boolean hasBody;
    private boolean committed;
    private boolean whole;
    private boolean close;

    @SuppressWarnings("this-escape") // the socket keeps it for later
    UndertowExchange(IoThread io, FrontListener listener, HttpServerConnection connection, RequestPath path) {
        super(io);
        this.path = path;
        this.listener = listener;
        this.peer = (InetSocketAddress) connection.getPeerAddress();
        this.trusted = listener.trusts(peer.getAddress());
        this.forwardedLines = listener.forwardedLines(peer.getAddress());
        this.socket = new ClientSocket(io, connection, this);
        this.writer = new ResponseWriter(io);
        this.body = new ClientBody(connection, socket::resume);
    }

    /** Starts a request whose head Undertow has parsed. */
    void start(HttpServerExchange newRequest) {
        request = newRequest;
        committed = false;
        whole = false;
        target = null;
        writer.reset();
        close = listener.stopping() || Persistence.ends(newRequest);
        hasBody = !newRequest.isRequestComplete();
        if (hasBody) {
            var length = newRequest.getRequestHeaders().getFirst(Headers.CONTENT_LENGTH);
            body.begin(length == null ? -1 : Ascii.decimal(length));
            socket.expectBody();
        } else {
            socket.expectNothing();
        }
        begin();
        path.handle(this);
    }

    // The client's socket

    @Override
    public void readable() {
        if (!running()) {
            return;
        }
        if (body.ended()) {
            socket.early();
            return;
        }
        int before = body.reads();
        bodyReadable();
        if (body.reads() == before) {
            socket.pause();
        }
    }

    @Override
    public void flushed() {
        if (whole) {
            finish();
        } else {
            drained();
        }
    }

    @Override
    public void progressed() {
        if (whole) {
            awaitClient();
        }
    }

    @Override
    public void gone(String how) {
        clientGone(how);
    }

    @Override
    public void overwhelmed() {
        fail(Failure.of(Failure.Reason.OUT_OF_BUFFERS));
    }

    // The answer

    @Override
    protected void sendInformational(ResponseHead head) {
        if (!http10()) {
            socket.write(writer.informational(head));
        }
    }

    @Override
    protected void sendHead(ResponseHead head, Framing framing) {
        close |= ResponseWriter.endsWithConnection(framing, http10());
        writer.head(head, framing, http10(), close);
    }

    @Override
    protected boolean sendBody(ByteBuffer data, boolean last, Trailers trailers) {
        return send(writer.frame(data, last, trailers), last);
    }

    @Override
    protected void sendFailure(Failure failure) {
        close |= hasBody && !body.ended() || failure.reason().suspect();
        send(writer.failure(failure, close, method().equals("HEAD")), true);
    }

    private boolean send(ByteBuffer bytes, boolean last) {
        committed = true;
        whole = last;
        boolean drained = socket.write(bytes);
        if (last && drained) {
            finish();
        } else if (last) {
            awaitClient();
        }
        return drained;
    }

    /** The answer has been written: the connection goes on with the next request, or ends. */
    private void finish() {
        var done = request;
        if (done == null || !running()) {
            return;
        }
        completed();
        if (hasBody && !body.ended()) {
            socket.linger();
            return;
        }
        request = null;
        done.setPersistent(!close);
        Connectors.terminateRequest(done);
        Connectors.terminateResponse(done);
    }

    @Override
    protected void cut() {
        socket.cut();
    }

    @Override
    protected boolean committed() {
        return committed;
    }

    // The request

    private HttpServerExchange request() {
        var current = request;
        if (current == null) {
            throw new IllegalStateException("no request");
        }
        return current;
    }

    private HeaderMap headers() {
        return request().getRequestHeaders();
    }

    @Override
    public String listener() {
        return listener.name();
    }

    @Override
    public InetAddress clientAddress() {
        return peer.getAddress();
    }

    @Override
    public int clientPort() {
        return peer.getPort();
    }

    @Override
    public String method() {
        return request().getRequestMethod().toString();
    }

    @Override
    public String target() {
        var known = target;
        if (known == null) {
            var query = request().getQueryString();
            known = query.isEmpty() ? path() : path() + "?" + query;
            target = known;
        }
        return known;
    }

    @Override
    public String path() {
        var uri = request().getRequestURI();
        return request().isHostIncludedInRequestURI() ? afterAuthority(uri) : uri;
    }

    /** The path of a target in absolute form (RFC 9112 section 3.2.2). */
    private static String afterAuthority(String uri) {
        int slash = uri.indexOf('/', uri.indexOf("://") + 3);
        return slash < 0 ? "/" : uri.substring(slash);
    }

    @Override
    public String host() {
        var host = headers().getFirst(Headers.HOST);
        return host == null ? "" : host;
    }

    @Override
    public String protocol() {
        return request().getProtocol().toString();
    }

    @Override
    public String userAgent() {
        var agent = headers().getFirst(Headers.USER_AGENT);
        return agent == null ? "" : agent;
    }

    @Override
    public @Nullable String header(String name) {
        return headers().getFirst(name);
    }

    @Override
    public @Nullable String header(HeaderKind kind) {
        return FieldNames.joined(headers().get(FieldNames.of(kind)));
    }

    @Override
    public int headerCount(HeaderKind kind) {
        return headers().count(FieldNames.of(kind));
    }

    @Override
    public boolean http10() {
        return !request().getProtocol().equals(Protocols.HTTP_1_1);
    }

    @Override
    public @Nullable RequestBody body() {
        return hasBody ? body : null;
    }

    @Override
    public void limitBody(long maxBytes) {
        body.limit(maxBytes);
    }

    @Override
    public boolean trusted() {
        return trusted;
    }

    @Override
    public byte[] forwardedLines() {
        return forwardedLines;
    }

    @Override
    public int listenerPort() {
        return listener.port();
    }

    @Override
    public void copyFields(RequestHeadWriter to) {
        var headers = headers();
        for (long at = headers.fastIterateNonEmpty(); at != -1L; at = headers.fiNextNonEmpty(at)) {
            var values = headers.fiCurrent(at);
            var name = values.getHeaderName();
            for (int i = 0; i < values.size(); i++) {
                copyField(to, name, values.get(i));
            }
        }
    }

    private static void copyField(RequestHeadWriter to, HttpString name, String value) {
        int at = to.next(name.length(), value.length());
        if (at >= 0) {
            name.copyTo(to.target(), at);
            to.field(name.length(), value);
        }
    }

    @Override
    public long bytesIn() {
        return hasBody ? body.received() : 0;
    }

    @Override
    public long bytesOut() {
        return socket.written();
    }
}
