package flotilla.node.io.upstream;

import flotilla.node.io.IoThread;
import flotilla.node.io.http1.BodyDecoder;
import flotilla.node.io.http1.ResponseHead;
import flotilla.node.io.http1.Trailers;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The receiving half of an upstream connection: takes interim heads, the final head and the body out of its bytes. */
final class ResponseReader {

    /** Who hears what was read. */
    interface Listener {

        /** Returns whether to read on. */
        boolean informational(ResponseHead head);

        /** Returns whether to read on. */
        boolean head(ResponseHead head);

        void body(ByteBuffer data);

        /** @param clean whether the connection may carry another answer */
        void ended(ByteBuffer data, boolean clean);

        void malformed(Failure failure);
    }

    private final IoThread io;
    private final ResponseHead head = new ResponseHead();
    private final BodyDecoder body = new BodyDecoder();

    private @Nullable ByteBuffer partialHead;
    private boolean headSeen;
    private boolean answersHead;
    private boolean anyByte;

    ResponseReader(IoThread io) {
        this.io = io;
    }

    /** Begins to wait for an answer. */
    void begin(boolean toHead) {
        headSeen = false;
        anyByte = false;
        answersHead = toHead;
        partialHead = null;
    }

    /** Whether the final head has come. */
    boolean headSeen() {
        return headSeen;
    }

    boolean anyByte() {
        return anyByte;
    }

    BodyDecoder.Framing framing() {
        return body.framing();
    }

    Trailers trailers() {
        return body.trailers();
    }

    /** The scratch buffer to read one piece into, behind its head room and what is known of an unfinished head. */
    ByteBuffer target() {
        var buffer = io.received;
        buffer.clear().position(IoThread.HEAD_ROOM);
        if (partialHead != null) {
            buffer.put(partialHead.duplicate());
        }
        return buffer.limit(buffer.position() + IoThread.READ_SIZE);
    }

    /** Bytes have been read into {@link #target}. */
    void received(ByteBuffer buffer, Listener listener) {
        anyByte = true;
        buffer.flip().position(IoThread.HEAD_ROOM);
        while (!headSeen) {
            int length = Math.min(buffer.remaining(), IoThread.MAX_HEAD);
            buffer.get(buffer.position(), io.parsed, 0, length);
            int size = head.parse(io.parsed, length);
            if (size < 0) {
                listener.malformed(new Failure(Reason.BAD_RESPONSE, head.defect()));
                return;
            }
            if (size == 0) {
                keepPartial(buffer, length, listener);
                return;
            }
            partialHead = null;
            buffer.position(buffer.position() + size);
            if (!headed(listener)) {
                return;
            }
        }
        decode(buffer, listener);
    }

    private boolean headed(Listener listener) {
        if (head.status() == 101) {
            listener.malformed(new Failure(Reason.BAD_RESPONSE, "101 without an upgrade"));
            return false;
        }
        if (head.informational()) {
            return listener.informational(head);
        }
        headSeen = true;
        head.beginBody(body, answersHead);
        return listener.head(head);
    }

    private void keepPartial(ByteBuffer buffer, int length, Listener listener) {
        if (length >= IoThread.MAX_HEAD) {
            listener.malformed(Failure.of(Reason.RESPONSE_HEADERS_TOO_LARGE));
            return;
        }
        partialHead =
                length == 0 ? null : ByteBuffer.allocate(length).put(buffer).flip();
    }

    private void decode(ByteBuffer buffer, Listener listener) {
        if (!body.decode(buffer)) {
            listener.malformed(new Failure(Reason.RESPONSE_CUT, body.defect()));
        } else if (body.finished()) {
            listener.ended(buffer, body.surplus() == 0 && head.persistent());
        } else {
            listener.body(buffer);
        }
    }

    /** The endpoint has closed its side. */
    void closed(Listener listener) {
        if (headSeen && body.closed()) {
            listener.ended(io.received.limit(IoThread.HEAD_ROOM).position(IoThread.HEAD_ROOM), false);
        } else if (headSeen) {
            listener.malformed(new Failure(Reason.RESPONSE_CUT, "endpoint closed in the middle of its answer"));
        } else {
            listener.malformed(new Failure(Reason.CLOSED_EARLY, "endpoint closed before it answered"));
        }
    }

    void abandon() {
        partialHead = null;
    }
}
