package flotilla.node.io.http1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the framing off a body (RFC 9112 section 6), in place and strictly: whatever is not the grammar to the letter
 * is refused, because a lenient reader in a chain is what request smuggling lives on.
 *
 * <p>Example: of {@code 3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET} in a buffer, {@link #decode} leaves {@code abcde} between
 * position and limit, says that the body is {@link #finished}, and that {@link #surplus} is 3: {@code GET} stands right
 * behind the raw body, at {@link #surplusAt}.
 *
 * <p>Re-used: {@code beginXxx} starts a new body.
 */
public final class BodyDecoder {

    /** How the end of a body is told. */
    public enum Framing {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    private static final int MAX_EXTENSION = 1024;

    private enum State {
        SIZE_FIRST,
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER
    }

    private final Trailers trailers = new Trailers();
    private Framing framing = Framing.NONE;
    private State state = State.SIZE_FIRST;
    private long remaining;
    private int extension;
    private boolean finished = true;
    private @Nullable String defect;
    private int surplusAt;
    private int surplus;

    public void beginEmpty() {
        begin(Framing.NONE);
        finished = true;
    }

    public void beginLength(long length) {
        begin(Framing.LENGTH);
        remaining = length;
        finished = length == 0;
    }

    public void beginChunked() {
        begin(Framing.CHUNKED);
    }

    public void beginUntilClose() {
        begin(Framing.UNTIL_CLOSE);
    }

    private void begin(Framing newFraming) {
        framing = newFraming;
        state = State.SIZE_FIRST;
        remaining = 0;
        finished = false;
        defect = null;
        surplus = 0;
        trailers.clear();
    }

    public Framing framing() {
        return framing;
    }

    /** Whether the whole body has been decoded. */
    public boolean finished() {
        return finished;
    }

    /** Bytes still to come; only for {@link Framing#LENGTH}. */
    public long remaining() {
        return remaining;
    }

    /** The trailer fields of a finished chunked body. */
    public Trailers trailers() {
        return trailers;
    }

    /** What is wrong with the framing, once {@link #decode} has returned false. */
    public String defect() {
        return defect == null ? "" : defect;
    }

    /** How many bytes behind the body's end the last buffer held. */
    public int surplus() {
        return surplus;
    }

    /** Where in the last buffer they begin. */
    public int surplusAt() {
        return surplusAt;
    }

    /** The connection was closed: whether that is the body's proper end. */
    public boolean closed() {
        if (framing == Framing.UNTIL_CLOSE) {
            finished = true;
        }
        return finished;
    }

    /**
     * Decodes raw bytes from position to limit; leaves position and limit around the payload.
     *
     * @return false if the framing is broken
     */
    public boolean decode(ByteBuffer buffer) {
        surplus = 0;
        if (finished) {
            return leave(buffer, buffer.position(), buffer.position(), buffer.position());
        }
        return switch (framing) {
            case NONE -> leave(buffer, buffer.position(), buffer.position(), buffer.position());
            case UNTIL_CLOSE -> true;
            case LENGTH -> length(buffer);
            case CHUNKED -> chunks(buffer);
        };
    }

    private boolean length(ByteBuffer buffer) {
        int taken = (int) Math.min(remaining, buffer.remaining());
        remaining -= taken;
        finished = remaining == 0;
        int end = buffer.position() + taken;
        return leave(buffer, buffer.position(), end, end);
    }

    private boolean leave(ByteBuffer buffer, int from, int to, int rawEnd) {
        surplusAt = rawEnd;
        surplus = buffer.limit() - rawEnd;
        buffer.limit(to).position(from);
        return true;
    }

    private boolean chunks(ByteBuffer buffer) {
        int at = buffer.position();
        int limit = buffer.limit();
        int from = -1;
        int to = -1;
        while (at < limit && !finished && defect == null) {
            if (state == State.DATA) {
                int taken = (int) Math.min(remaining, limit - at);
                if (from < 0) {
                    from = at;
                    to = at;
                } else {
                    buffer.put(to, buffer, at, taken);
                }
                to += taken;
                at += taken;
                remaining -= taken;
                state = remaining == 0 ? State.DATA_CR : State.DATA;
            } else {
                step(buffer.get(at++));
            }
        }
        if (defect != null) {
            return false;
        }
        return from < 0 ? leave(buffer, at, at, at) : leave(buffer, from, to, at);
    }

    private void step(byte b) {
        switch (state) {
            case SIZE_FIRST, SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> sizeEnds(b);
            case DATA_CR -> expect(b, '\r', State.DATA_LF, "chunk data is longer than its size");
            case DATA_LF -> expect(b, '\n', State.SIZE_FIRST, "chunk data does not end with CRLF");
            case TRAILER -> trailer(b);
            case DATA -> throw new IllegalStateException("data is not stepped through");
        }
    }

    private void size(byte b) {
        int digit = b < 0 ? -1 : Character.digit(b, 16);
        if (digit >= 0) {
            if (remaining >>> 55 != 0) {
                defect = "chunk size is too large";
            }
            remaining = remaining << 4 | digit;
            state = State.SIZE;
        } else if (state == State.SIZE_FIRST) {
            defect = "chunk size is not a hexadecimal number";
        } else if (b == ';') {
            extension = 0;
            state = State.EXTENSION;
        } else {
            expect(b, '\r', State.SIZE_LF, "chunk size is not a hexadecimal number");
        }
    }

    private void extension(byte b) {
        if (b == '\r') {
            state = State.SIZE_LF;
        } else if (!Ascii.text(b) || ++extension > MAX_EXTENSION) {
            defect = "chunk extension is malformed or too long";
        }
    }

    private void sizeEnds(byte b) {
        expect(b, '\n', remaining == 0 ? State.TRAILER : State.DATA, "chunk size does not end with CRLF");
    }

    private void trailer(byte b) {
        switch (trailers.add(b)) {
            case MORE -> {}
            case COMPLETE -> finished = true;
            case BROKEN -> defect = "trailer section is malformed or too large";
        }
    }

    private void expect(byte b, char wanted, State following, String otherwise) {
        if (b == wanted) {
            state = following;
        } else {
            defect = otherwise;
        }
    }
}
