package flotilla.node.io.front;

import flotilla.node.http.Exchange;
import flotilla.node.io.IoThread;
import flotilla.node.io.http1.BodyDecoder.Framing;
import flotilla.node.io.http1.HeaderKind;
import flotilla.node.io.http1.RequestHead;
import flotilla.node.io.http1.ResponseHead;
import flotilla.node.io.http1.Trailers;
import flotilla.node.io.upstream.ClientException;
import flotilla.node.io.upstream.RequestBody;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.route.Page;
import flotilla.node.route.StaticAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The exchange of one {@link ClientConnection}, for one request after another. */
final class ClientExchange extends Exchange {

    private static final int MOST_DISCARDED = 64 * 1024;

    private final FrontListener listener;
    private final InetSocketAddress peer;
    private final boolean trusted;
    private final byte[] forwardedLines;
    private final ClientConnection connection;
    private final ClientSocket socket;
    private final ClientBody body;
    private final ResponseWriter writer;

    private @Nullable RequestHead head;

    /** Whom the request is from, once somebody has asked. */
    private @Nullable InetAddress client;

    private boolean hasBody;
    private boolean committed;
    private boolean whole;

    /** Whether this answer is the connection's last, and whether the client knows it. */
    private boolean close;

    private boolean agreed;

    ClientExchange(
            IoThread io,
            Acceptor acceptor,
            InetSocketAddress peer,
            ClientConnection connection,
            ClientSocket socket,
            ClientBody body) {
        super(io);
        this.listener = acceptor.listener();
        this.peer = peer;
        this.trusted = listener.trusts(peer.getAddress());
        this.forwardedLines = listener.forwardedLines(peer.getAddress());
        this.connection = connection;
        this.socket = socket;
        this.body = body;
        this.writer = new ResponseWriter(io);
    }

    /** Starts a request; its head is whole, or was refused. */
    void start(RequestHead newHead) {
        head = newHead;
        client = null;
        committed = false;
        whole = false;
        writer.reset();
        socket.begin();
        hasBody = newHead.hasBody();
        if (hasBody) {
            body.begin(newHead.chunked() ? -1 : newHead.contentLength());
        }
        agreed = newHead.whole() && !newHead.persistent();
        close = agreed || !newHead.whole();
        begin();
        listener.path().handle(this);
    }

    // The client's socket

    void readable() {
        if (!hasBody || body.ended()) {
            connection.early();
            return;
        }
        int before = body.reads();
        bodyReadable();
        if (body.reads() == before) {
            // Nobody takes it now, and the selector would report it again and again.
            socket.listen(false);
        }
    }

    void flushed() {
        if (whole) {
            finish();
        } else {
            drained();
        }
    }

    void progressed() {
        if (whole) {
            awaitClient();
        }
    }

    void gone(String how) {
        clientGone(how);
    }

    /** Fails in a way that leaves nothing to go on with. */
    void abandon(Failure failure) {
        close = true;
        agreed = false;
        if (running()) {
            fail(failure);
        } else {
            connection.cut();
        }
    }

    /** Fails in the middle of bytes for the client: they can only be cut. */
    void breakOff(Failure failure) {
        committed = true;
        fail(failure);
    }

    // The answer

    @Override
    protected void sendInformational(ResponseHead interim) {
        if (!head().http10()) {
            socket.write(writer.informational(interim));
        }
    }

    @Override
    protected void sendHead(ResponseHead answer, Framing framing) {
        boolean http10 = head().http10();
        close |= ResponseWriter.endsWithConnection(framing, http10) || listener.stopping();
        writer.head(answer, framing, http10, close, ownLines(null));
    }

    @Override
    protected boolean sendBody(ByteBuffer data, boolean last, Trailers trailers) {
        return send(writer.frame(data, last, trailers), last);
    }

    @Override
    protected void sendFailure(Failure failure, @Nullable Page page) {
        boolean rest = hasBody && !body.ended();
        agreed &= !rest && !failure.reason().suspect();
        close |= rest || failure.reason().suspect() || listener.stopping();
        send(writer.failure(failure, page, close, method().equals("HEAD"), ownLines(failure)), true);
    }

    /** A body that is there already is read and left, so that the connection goes on; for more nobody waits. */
    @Override
    protected void sendAnswer(StaticAnswer answer) {
        try {
            while (hasBody
                    && !body.ended()
                    && body.received() < MOST_DISCARDED
                    && body.read(io().outgoing.clear()) > 0) {}
        } catch (IOException e) {
            fail(
                    e instanceof ClientException broken
                            ? broken.failure()
                            : new Failure(Reason.CLIENT_GONE, String.valueOf(e)));
            return;
        }
        boolean rest = hasBody && !body.ended();
        agreed &= !rest;
        close |= rest || listener.stopping();
        boolean keepAlive = head().http10() && !close;
        send(ByteBuffer.wrap(OwnAnswer.to(answer, close, keepAlive, method().equals("HEAD"), ownLines(null))), true);
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
        if (!running()) {
            return;
        }
        boolean rest = hasBody && !body.ended();
        completed();
        if (close || rest) {
            connection.end(rest || !agreed);
        } else {
            connection.next();
        }
    }

    @Override
    protected void cut() {
        connection.cut();
    }

    @Override
    protected void released() {
        head = null;
        connection.headDone();
    }

    @Override
    protected boolean committed() {
        return committed;
    }

    // The request

    @Override
    public RequestHead head() {
        var current = head;
        if (current == null) {
            throw new IllegalStateException("no request");
        }
        return current;
    }

    @Override
    public String listener() {
        return listener.name();
    }

    @Override
    public InetAddress client() {
        var known = client;
        if (known == null) {
            known = trusted ? listener.client(head(), peer.getAddress()) : peer.getAddress();
            client = known;
        }
        return known;
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
        return head().method();
    }

    @Override
    public String target() {
        return head().target();
    }

    @Override
    public String host() {
        return head().host();
    }

    @Override
    public String protocol() {
        return head().protocol();
    }

    @Override
    public String userAgent() {
        return head().userAgent();
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
    public boolean explains() {
        return head().asksToExplain() && knownClient() && listener.explainsTo(client());
    }

    /** Who comes through a proxy that nobody trusts may be anybody, whatever address the proxy has. */
    private boolean knownClient() {
        return trusted
                || head().header(HeaderKind.X_FORWARDED_FOR) == null
                        && head().header(HeaderKind.FORWARDED) == null
                        && head().header(HeaderKind.X_REAL_IP) == null;
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
    public long bytesIn() {
        return hasBody ? body.received() : 0;
    }

    @Override
    public long bytesOut() {
        return socket.written();
    }
}
