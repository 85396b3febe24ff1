package flotilla.node.io.front;

import flotilla.node.io.IoThread;
import flotilla.node.io.http1.BodyDecoder;
import flotilla.node.io.http1.Trailers;
import flotilla.node.io.upstream.ClientException;
import flotilla.node.io.upstream.RequestBody;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A request body: first what came with the head, then what comes from the socket, unframed by a {@link BodyDecoder}.
 * Bytes behind its end are the next request, and are given back.
 */
final class ClientBody implements RequestBody {

    /** Most raw bytes of a chunked body per read: what follows it may have to be kept. */
    private static final int CHUNKED_READ = IoThread.CLIENT_READ_SIZE;

    private final ClientSocket socket;
    private final ClientInput input;
    private final BodyDecoder decoder = new BodyDecoder();

    private long length;
    private long max;
    private long received;
    private int reads;
    private boolean started;
    private boolean ended;

    ClientBody(ClientSocket socket, ClientInput input) {
        this.socket = socket;
        this.input = input;
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
        boolean fromSocket = input.isEmpty();
        int raw = fromSocket ? receive(target) : input.take(target);
        started |= raw > 0;
        target.limit(target.position()).position(from);
        if (!decoder.decode(target)) {
            throw new ClientException(new Failure(Reason.BAD_REQUEST, decoder.defect()));
        }
        int first = target.position();
        int payload = target.remaining();
        target.limit(bound);
        if (decoder.surplus() > 0) {
            giveBack(target, fromSocket);
        }
        if (payload > 0 && first != from) {
            target.put(from, target, first, payload);
        }
        target.position(from + payload);
        return count(payload);
    }

    private int count(int payload) throws ClientException {
        received += payload;
        if (max >= 0 && received > max) {
            throw new ClientException(Failure.of(Reason.BODY_TOO_LARGE));
        }
        ended = payload == 0 && decoder.finished();
        if (payload == 0 && !ended) {
            // More is wanted as soon as it comes.
            socket.listen(true);
        }
        return ended ? -1 : payload;
    }

    private void limitTo(ByteBuffer target, int from) {
        long most = length < 0 ? CHUNKED_READ : decoder.remaining();
        if (most < target.remaining()) {
            target.limit(from + (int) most);
        }
    }

    /** A socket that breaks here is the client's, never the endpoint's. */
    private int receive(ByteBuffer target) throws ClientException {
        input.clear();
        int n;
        try {
            n = socket.read(target);
        } catch (IOException e) {
            throw new ClientException(new Failure(Reason.CLIENT_GONE, String.valueOf(e.getMessage())));
        }
        if (n < 0) {
            throw new ClientException(new Failure(Reason.CLIENT_GONE, "closed in the middle of its body"));
        }
        return n;
    }

    private void giveBack(ByteBuffer target, boolean fromSocket) throws ClientException {
        int size = decoder.surplus();
        if (!fromSocket) {
            input.untake(size);
        } else if (!input.keep(target.slice(decoder.surplusAt(), size))) {
            throw new ClientException(Failure.of(Reason.OUT_OF_BUFFERS));
        }
    }
}
