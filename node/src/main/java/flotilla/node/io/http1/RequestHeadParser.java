package flotilla.node.io.http1;

import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the head of a request (RFC 9112 sections 2 to 6), strictly: what two readers could understand differently is
 * refused. Lines end with CRLF and nothing else; no field is folded, none has a blank before its colon; no value has a
 * control character; HTTP/1.1 has exactly one Host, and it agrees with a target in absolute form; the body's length is
 * told once, by digits alone or by exactly {@code chunked}. One empty line before the request is passed over (section
 * 2.2).
 *
 * <p>It looks at every byte once, in the order they come, and remembers where it stands. So a head that comes byte by
 * byte costs no more than one that comes whole, is refused at the same byte, and means the same.
 *
 * <p>Example: {@code GET / HT} in one buffer and {@code TP/1.1\r\nHost: a\r\n\r\nGET} in the next give {@link
 * Progress#MORE}, then {@link Progress#DONE}, and leave {@code GET} in the second buffer.
 */
public final class RequestHeadParser {

    /** What {@link #read} came to. */
    public enum Progress {
        /** All that there was has been read, and more is wanted. */
        MORE,
        /** There is more, but no room for it: see {@link #grow}. */
        FULL,
        /** The head is whole, or refused. */
        DONE
    }

    /** The room for a head before any {@link #grow}; most heads fit. */
    public static final int FIRST_SIZE = 2 * 1024;

    static final int MAX_LINE = 16 * 1024;
    static final int MAX_FIELDS = 100;

    private enum Phase {
        START,
        START_LF,
        METHOD,
        TARGET,
        VERSION,
        VERSION_LF,
        NAME,
        VALUE,
        VALUE_LF,
        END_LF,
        DONE
    }

    private final RequestHead head = new RequestHead();
    private final RequestLine line = head.line;
    private int maxBytes;
    private Phase phase = Phase.START;
    private int at;
    private int count;
    private int start;
    private int colon;

    public RequestHeadParser() {
        head.bytes = new byte[FIRST_SIZE];
    }

    /** Begins a new head of at most this size. */
    public void begin(int newMaxBytes) {
        head.begin();
        maxBytes = newMaxBytes;
        phase = Phase.START;
        at = 0;
        count = 0;
        start = 0;
        colon = 0;
    }

    public RequestHead head() {
        return head;
    }

    /** Whether anything of a head has come. */
    public boolean begun() {
        return phase != Phase.START && phase != Phase.START_LF;
    }

    /** Reads on; the position is left behind the last byte that belongs to the head. */
    public Progress read(ByteBuffer source) {
        while (phase != Phase.DONE && source.hasRemaining()) {
            int taken = Math.min(source.remaining(), Math.min(head.bytes.length, maxBytes) - count);
            if (taken == 0 && count < maxBytes) {
                return Progress.FULL;
            }
            source.get(source.position(), head.bytes, count, taken);
            source.position(source.position() + taken);
            count += taken;
            scan();
            if (phase == Phase.DONE) {
                source.position(source.position() - (count - at));
            } else if (at >= maxBytes) {
                tooLarge();
            }
        }
        return phase == Phase.DONE ? Progress.DONE : Progress.MORE;
    }

    /** How many bytes {@link #grow} will take. */
    public int growth() {
        return Math.min(head.bytes.length, maxBytes - head.bytes.length);
    }

    /** Makes room for more. */
    public void grow() {
        head.bytes = Arrays.copyOf(head.bytes, head.bytes.length + growth());
    }

    /** Gives up what {@link #grow} took; returns how many bytes. */
    public int shrink() {
        int extra = head.bytes.length - FIRST_SIZE;
        if (extra > 0) {
            head.bytes = new byte[FIRST_SIZE];
        }
        return extra;
    }

    /** Refuses the head although it is not whole. */
    public void refuse(Failure failure) {
        head.refusal = failure;
        phase = Phase.DONE;
    }

    private void bad(String detail) {
        refuse(new Failure(Reason.BAD_REQUEST, detail));
    }

    private void tooLarge() {
        boolean inLine = phase.compareTo(Phase.NAME) < 0;
        refuse(Failure.of(inLine ? Reason.URI_TOO_LONG : Reason.HEADERS_TOO_LARGE));
    }

    /** Goes from phase to phase; each takes what is its own. */
    private void scan() {
        while (at < count && phase != Phase.DONE) {
            switch (phase) {
                case START -> start();
                case START_LF -> blankLine();
                case METHOD -> method();
                case TARGET -> target();
                case VERSION -> version();
                case VERSION_LF -> lf(Phase.NAME);
                case NAME -> name();
                case VALUE -> value();
                case VALUE_LF -> field();
                case END_LF -> end();
                case DONE -> throw new IllegalStateException("a head that is whole is not read on");
            }
        }
    }

    private void start() {
        if (head.bytes[at] == '\r' && at == 0) {
            at++;
            phase = Phase.START_LF;
        } else {
            line.begin(at);
            phase = Phase.METHOD;
        }
    }

    private void blankLine() {
        if (lf(Phase.START)) {
            line.begin(at);
        }
    }

    private boolean lf(Phase next) {
        if (head.bytes[at] != '\n') {
            bad("a line does not end with CRLF");
            return false;
        }
        at++;
        start = at;
        phase = next;
        return true;
    }

    private void method() {
        var bytes = head.bytes;
        while (at < count && Ascii.token(bytes[at])) {
            at++;
        }
        line.methodTo = at;
        if (tooLong() || at == count) {
            return;
        }
        if (bytes[at] != ' ' || at == line.start) {
            bad("the method is malformed");
            return;
        }
        line.targetFrom = ++at;
        line.targetTo = at;
        line.pathFrom = at;
        phase = Phase.TARGET;
    }

    private void target() {
        var bytes = head.bytes;
        while (at < count && RequestLine.inTarget(bytes[at])) {
            at++;
        }
        line.targetTo = at;
        if (tooLong() || at == count) {
            return;
        }
        if (bytes[at] != ' ' || at == line.targetFrom) {
            bad("the target is malformed");
            return;
        }
        var wrong = line.target(bytes);
        if (wrong != null) {
            refuse(wrong);
            return;
        }
        line.versionFrom = ++at;
        line.versionTo = at;
        phase = Phase.VERSION;
    }

    private boolean tooLong() {
        if (at - line.start > MAX_LINE) {
            line.cut(line.start + MAX_LINE);
            refuse(Failure.of(Reason.URI_TOO_LONG));
        }
        return phase == Phase.DONE;
    }

    private void version() {
        var bytes = head.bytes;
        while (at < count && bytes[at] > ' ' && bytes[at] < 0x7f && at - line.versionFrom <= 8) {
            at++;
        }
        line.versionTo = at;
        if (at == count) {
            return;
        }
        if (bytes[at] != '\r') {
            bad("the version is malformed");
            return;
        }
        var wrong = line.version(bytes);
        if (wrong != null) {
            refuse(wrong);
            return;
        }
        at++;
        phase = Phase.VERSION_LF;
    }

    private void name() {
        var bytes = head.bytes;
        while (at < count && Ascii.token(bytes[at])) {
            at++;
        }
        if (at == count) {
            return;
        }
        if (bytes[at] == '\r' && at == start) {
            at++;
            phase = Phase.END_LF;
        } else if (bytes[at] == ':' && at > start) {
            colon = at++;
            phase = Phase.VALUE;
        } else {
            bad("a field's name is malformed");
        }
    }

    private void value() {
        var bytes = head.bytes;
        while (at < count && Ascii.text(bytes[at])) {
            at++;
        }
        if (at == count) {
            return;
        }
        if (bytes[at] == '\r') {
            at++;
            phase = Phase.VALUE_LF;
        } else {
            bad("a field's value has a control character");
        }
    }

    private void field() {
        int from = start;
        int end = at - 1;
        if (!lf(Phase.NAME)) {
            return;
        }
        if (head.lines == MAX_FIELDS) {
            refuse(Failure.of(Reason.HEADERS_TOO_LARGE));
            return;
        }
        var kind = HeaderKind.of(head.bytes, from, colon);
        head.add(from, colon, end, kind);
        if (kind != HeaderKind.OTHER) {
            var wrong = RequestFraming.add(head, head.lines - 1, kind);
            if (wrong != null) {
                refuse(wrong);
            }
        }
    }

    private void end() {
        if (!lf(Phase.DONE)) {
            return;
        }
        var wrong = RequestFraming.check(head);
        if (wrong != null) {
            refuse(wrong);
            return;
        }
        head.whole = true;
    }
}
