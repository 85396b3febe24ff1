package flotilla.node.io.front;

import flotilla.node.io.IoThread;
import flotilla.node.io.http1.Ascii;
import flotilla.node.io.http1.BodyDecoder.Framing;
import flotilla.node.io.http1.HeaderKind;
import flotilla.node.io.http1.ResponseHead;
import flotilla.node.io.http1.Trailers;
import flotilla.node.resilience.Failure;
import flotilla.node.route.Page;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as HTTP/1.1 bytes. The head goes directly in front of the first piece of the body, in the buffer
 * that this was received in, so that both leave with one write and nothing is copied twice. Framing is always our own.
 */
final class ResponseWriter {

    private static final byte[] HTTP_1_1 = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] LAST_CHUNK = Ascii.bytes("0\r\n");
    private static final byte[] HEX = Ascii.bytes("0123456789abcdef");

    private final IoThread io;
    private int headLength;
    private boolean chunked;

    ResponseWriter(IoThread io) {
        this.io = io;
    }

    void reset() {
        headLength = 0;
        chunked = false;
    }

    /** Whether a head waits to be written with the next piece. */
    boolean headWaits() {
        return headLength > 0;
    }

    /** An interim answer, whole. */
    ByteBuffer informational(ResponseHead head) {
        var out = io.responseHead;
        int at = head.copyStatus(out, Ascii.put(HTTP_1_1, out, 0));
        at = Ascii.put(CRLF, out, at);
        at = fields(head, out, at);
        at = Ascii.put(CRLF, out, at);
        return ByteBuffer.wrap(out, 0, at);
    }

    /**
     * Prepares the final head.
     *
     * @param http10 whether the client speaks HTTP/1.0
     * @param close whether this answer is the connection's last
     * @param own lines that the answer has beside the endpoint's
     */
    void head(ResponseHead head, Framing framing, boolean http10, boolean close, byte[] own) {
        var out = io.responseHead;
        int at = head.copyStatus(out, Ascii.put(HTTP_1_1, out, 0));
        at = Ascii.put(CRLF, out, at);
        at = fields(head, out, at);
        at = Ascii.put(own, out, at);
        chunked = !http10 && (framing == Framing.CHUNKED || framing == Framing.UNTIL_CLOSE);
        if (chunked) {
            at = Ascii.put(CHUNKED, out, at);
        }
        if (close) {
            at = Ascii.put(CLOSE, out, at);
        } else if (http10) {
            at = Ascii.put(KEEP_ALIVE, out, at);
        }
        headLength = Ascii.put(CRLF, out, at);
    }

    /** Whether an answer so framed ends with the connection's end. */
    static boolean endsWithConnection(Framing framing, boolean http10) {
        return http10 && (framing == Framing.CHUNKED || framing == Framing.UNTIL_CLOSE);
    }

    private static int fields(ResponseHead head, byte[] out, int start) {
        int at = start;
        boolean length = head.status() == 204;
        for (int i = 0; i < head.lines(); i++) {
            var kind = head.kind(i);
            boolean dropped = kind.hopByHop() || kind == HeaderKind.CONTENT_LENGTH && length;
            // Of two that agree only one may be passed on (RFC 9110 section 8.6).
            length |= kind == HeaderKind.CONTENT_LENGTH;
            if (!dropped && !head.nominated(i)) {
                at = Ascii.put(CRLF, out, head.copyLine(i, out, at));
            }
        }
        return at;
    }

    /** Puts the waiting head, and a chunk's framing if the answer has it, around a piece of the body. */
    ByteBuffer frame(ByteBuffer data, boolean last, Trailers trailers) {
        int from = data.position();
        int to = data.limit();
        if (chunked) {
            data.limit(data.capacity());
            if (to > from) {
                from = sizeLine(data, from, to - from);
                to = put(data, to, CRLF);
            }
            if (last) {
                to = put(data, to, LAST_CHUNK);
                if (trailers.size() > 0) {
                    var lines = new byte[trailers.size()];
                    trailers.copyTo(lines, 0);
                    to = put(data, to, lines);
                }
                to = put(data, to, CRLF);
            }
        }
        if (headLength > from) {
            return apart(data, from, to);
        }
        if (headLength > 0) {
            from -= headLength;
            data.put(from, io.responseHead, 0, headLength);
            headLength = 0;
        }
        return data.limit(to).position(from);
    }

    /** A head that outgrew the room in front of the body. */
    private ByteBuffer apart(ByteBuffer data, int from, int to) {
        var whole = ByteBuffer.allocate(headLength + to - from)
                .put(io.responseHead, 0, headLength)
                .put(data.limit(to).position(from))
                .flip();
        headLength = 0;
        return whole;
    }

    private static int sizeLine(ByteBuffer data, int end, int size) {
        int at = end - 2;
        data.put(at, CRLF);
        for (int rest = size; rest > 0; rest >>>= 4) {
            data.put(--at, HEX[rest & 0xf]);
        }
        return at;
    }

    private static int put(ByteBuffer data, int at, byte[] bytes) {
        data.put(at, bytes);
        return at + bytes.length;
    }

    /**
     * An answer of our own, whole, in place of what waits.
     *
     * @param page what the client gets with it; null: a line of text
     * @param close whether the connection ends with it
     * @param bodiless whether it answers a HEAD
     * @param own lines that it has besides
     */
    ByteBuffer failure(Failure failure, @Nullable Page page, boolean close, boolean bodiless, byte[] own) {
        headLength = 0;
        return ByteBuffer.wrap(OwnAnswer.to(failure, page, close, bodiless, own));
    }
}
