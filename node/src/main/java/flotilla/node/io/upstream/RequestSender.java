package flotilla.node.io.upstream;

import flotilla.node.io.IoThread;
import flotilla.node.io.Wire;
import flotilla.node.io.http1.Ascii;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of an upstream connection: writes a head and, behind it, a body with framing of its own making. The
 * first piece of the body goes out with the head in one write.
 */
final class RequestSender {

    /** Room for a chunk's size line: six hexadecimal digits, for {@link IoThread#READ_SIZE} and more, and CRLF. */
    private static final int SIZE_LINE = 8;

    /** Pieces below this are put together while more is there. */
    private static final int COLLECT = 8 * 1024;

    private static final byte[] LAST_CHUNK = Ascii.bytes("0\r\n");
    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final byte[] HEX = Ascii.bytes("0123456789abcdef");

    enum Progress {
        SENT,
        WAITING,
        CLIENT_BROKEN,
        OUT_OF_BUFFERS
    }

    private final IoThread io;
    private final Wire wire;
    private final SelectionKey key;

    private @Nullable RequestBody body;
    private @Nullable ByteBuffer pending;
    private boolean chunked;
    private boolean done = true;
    private Failure failure = Failure.of(Reason.CLIENT_GONE);

    RequestSender(IoThread io, Wire wire, SelectionKey key) {
        this.io = io;
        this.wire = wire;
        this.key = key;
    }

    boolean done() {
        return done;
    }

    boolean blocked() {
        return pending != null;
    }

    Failure failure() {
        return failure;
    }

    Progress start(int headLength, @Nullable RequestBody requestBody) throws IOException {
        body = requestBody;
        chunked = requestBody != null && requestBody.length() < 0;
        done = false;
        var out = io.outgoing.clear().put(io.requestHead, 0, headLength);
        if (requestBody == null) {
            return write(out.flip(), true);
        }
        return pump(out, requestBody);
    }

    Progress pump() throws IOException {
        var source = body;
        return source == null || pending != null ? Progress.WAITING : pump(io.outgoing.clear(), source);
    }

    private Progress pump(ByteBuffer out, RequestBody source) throws IOException {
        while (true) {
            int n;
            try {
                n = chunked ? readChunk(out, source) : readPlain(out, source);
            } catch (ClientException e) {
                failure = e.failure();
                abandon();
                return Progress.CLIENT_BROKEN;
            }
            if (n > 0 && out.position() < COLLECT) {
                continue;
            }
            var progress = write(out.flip(), n < 0);
            if (n <= 0 || pending != null || progress == Progress.OUT_OF_BUFFERS) {
                return progress;
            }
            out.clear();
        }
    }

    private static int readPlain(ByteBuffer out, RequestBody source) throws IOException {
        out.limit(out.position() + IoThread.READ_SIZE);
        int n = source.read(out);
        out.limit(out.capacity());
        return n;
    }

    private static int readChunk(ByteBuffer out, RequestBody source) throws IOException {
        int at = out.position();
        out.limit(at + SIZE_LINE + IoThread.READ_SIZE).position(at + SIZE_LINE);
        int n = source.read(out);
        out.limit(out.capacity());
        if (n > 0) {
            for (int i = 0, shift = 20; i < 6; i++, shift -= 4) {
                out.put(at + i, HEX[n >> shift & 0xf]);
            }
            out.put(at + 6, (byte) '\r').put(at + 7, (byte) '\n');
            out.put(CRLF);
            return n;
        }
        out.position(at);
        if (n < 0) {
            out.put(LAST_CHUNK);
            var trailers = source.trailers();
            var lines = new byte[trailers.size()];
            trailers.copyTo(lines, 0);
            out.put(lines).put(CRLF);
        }
        return n;
    }

    private Progress write(ByteBuffer out, boolean last) throws IOException {
        boolean through = wire.write(out);
        if (last) {
            body = null;
        }
        if (!through) {
            pending = io.budget().keep(out);
            if (pending == null) {
                return Progress.OUT_OF_BUFFERS;
            }
            key.interestOps(key.interestOps() | SelectionKey.OP_WRITE);
            return Progress.WAITING;
        }
        done = last;
        return last ? Progress.SENT : Progress.WAITING;
    }

    /** The socket takes bytes again. */
    Progress flush() throws IOException {
        var rest = pending;
        if (!(rest == null ? wire.flush() : wire.write(rest))) {
            return Progress.WAITING;
        }
        if (rest != null) {
            io.budget().free(rest);
            pending = null;
        }
        key.interestOps(key.interestOps() & ~SelectionKey.OP_WRITE);
        if (body != null) {
            return pump();
        }
        if (done) {
            return Progress.WAITING;
        }
        done = true;
        return Progress.SENT;
    }

    /** Sends no more; what was not sent is dropped. */
    void abandon() {
        body = null;
        if (pending != null) {
            io.budget().free(pending);
            pending = null;
        }
    }
}
