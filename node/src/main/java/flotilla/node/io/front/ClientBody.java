package flotilla.node.io.front;

import flotilla.node.io.http1.BodyDecoder;
import flotilla.node.io.http1.Trailers;
import flotilla.node.io.upstream.ClientException;
import flotilla.node.io.upstream.RequestBody;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A request body, read from the client's socket and unframed by our own strict {@link BodyDecoder}: Undertow's chunk
 * reader takes anything without a hexadecimal digit for the last chunk.
 */
final class ClientBody implements RequestBody {

    /** Most raw bytes of a chunked body per read, so that what follows it fits one of Undertow's buffers. */
    private static final int CHUNKED_READ = 16_000;

    private final HttpServerConnection connection;
    private final Runnable dry;
    private final BodyDecoder decoder = new BodyDecoder();

    private long length;
    private long max;
    private long received;
    private int reads;
    private boolean started;
    private boolean ended;

    /** @param dry runs when a read finds nothing: more is wanted as soon as it comes */
    ClientBody(HttpServerConnection connection, Runnable dry) {
        this.connection = connection;
        this.dry = dry;
    }

    /** Begins a body of this length, or a chunked one for -1. */
    void begin(long newLength) {
        length = newLength;
        max = -1;
        received = 0;
        started = false;
        ended = false;
        if (newLength < 0) {
            decoder.beginChunked();
        } else {
            decoder.beginLength(newLength);
        }
    }

    void limit(long maxBytes) {
        max = maxBytes;
    }

    /** Body bytes so far, without framing. */
    long received() {
        return received;
    }

    /** Times it was read from; tells whether anybody did. */
    int reads() {
        return reads;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public Trailers trailers() {
        return decoder.trailers();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (decoder.finished()) {
            ended = true;
            return -1;
        }
        reads++;
        int from = target.position();
        int bound = target.limit();
        limitTo(target, from);
        int raw = receive(target);
        if (raw < 0) {
            throw new ClientException(new Failure(Reason.CLIENT_GONE, "closed in the middle of its body"));
        }
        started |= raw > 0;
        if (raw == 0) {
            dry.run();
        }
        target.limit(target.position()).position(from);
        if (!decoder.decode(target)) {
            throw new ClientException(new Failure(Reason.BAD_REQUEST, decoder.defect()));
        }
        int first = target.position();
        int payload = target.remaining();
        target.limit(bound);
        if (decoder.surplus() > 0) {
            giveBack(target, decoder.surplusAt(), decoder.surplus());
        }
        if (payload > 0 && first != from) {
            target.put(from, target, first, payload);
        }
        target.position(from + payload);
        received += payload;
        if (max >= 0 && received > max) {
            throw new ClientException(Failure.of(Reason.BODY_TOO_LARGE));
        }
        ended = payload == 0 && decoder.finished();
        return ended ? -1 : payload;
    }

    private void limitTo(ByteBuffer target, int from) {
        long most = length < 0 ? CHUNKED_READ : decoder.remaining();
        if (most < target.remaining()) {
            target.limit(from + (int) most);
        }
    }

    /** First what Undertow read together with the head, then the socket. */
    private int receive(ByteBuffer target) throws IOException {
        var extra = connection.getExtraBytes();
        if (extra == null) {
            return fromSocket(target);
        }
        var bytes = extra.getBuffer();
        int n = Math.min(bytes.remaining(), target.remaining());
        target.put(target.position(), bytes, bytes.position(), n).position(target.position() + n);
        bytes.position(bytes.position() + n);
        if (!bytes.hasRemaining()) {
            extra.close();
            connection.setExtraBytes(null);
        }
        return n;
    }

    /** A socket that breaks here is the client's, never the endpoint's. */
    private int fromSocket(ByteBuffer target) throws ClientException {
        try {
            return connection.getOriginalSourceConduit().read(target);
        } catch (IOException e) {
            throw new ClientException(new Failure(Reason.CLIENT_GONE, String.valueOf(e.getMessage())));
        }
    }

    /** What follows the body is the next request of a pipelining client. */
    private void giveBack(ByteBuffer buffer, int at, int size) {
        var pooled = connection.getByteBufferPool().allocate();
        pooled.getBuffer().clear().put(0, buffer, at, size).limit(size);
        connection.ungetRequestBytes(pooled);
    }
}
