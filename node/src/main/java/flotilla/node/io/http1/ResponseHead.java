package flotilla.node.io.http1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of an endpoint's answer (RFC 9112 sections 4 and 5), parsed without copying: the lines stay in the scratch
 * array of their I/O thread, this says where each begins and what it is. Valid until the current event has been
 * handled.
 *
 * <p>Strict about what frames the body: two lengths that differ, a length beside a coding, any coding but {@code
 * chunked}, folded lines and control characters are defects. A bare LF ends a line, as many small servers write it;
 * nothing of it is passed on, since every line is written anew.
 */
public final class ResponseHead {

    private static final int MAX_LINES = 256;
    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] CHUNKED = Ascii.bytes("chunked");

    private byte[] bytes = {};
    private int lines;
    private final int[] starts = new int[MAX_LINES];
    private final int[] colons = new int[MAX_LINES];
    private final int[] ends = new int[MAX_LINES];
    private final HeaderKind[] kinds = new HeaderKind[MAX_LINES];
    private int status;
    private int reasonStart;
    private int reasonEnd;
    private boolean http10;
    private boolean close;
    private boolean keepAlive;
    private boolean chunked;
    private long contentLength;
    private boolean nominates;
    private @Nullable String defect;

    public ResponseHead() {
        Arrays.fill(kinds, HeaderKind.OTHER);
    }

    /**
     * Parses a head at the beginning of {@code source}.
     *
     * @return the bytes it takes, its empty line included; 0 if it is not whole yet; -1 if it is not HTTP: see {@link
     *     #defect}
     */
    public int parse(byte[] source, int length) {
        reset(source);
        int at = 0;
        boolean statusLine = true;
        while (true) {
            int lf = at;
            while (lf < length && source[lf] != '\n') {
                lf++;
            }
            if (lf == length) {
                return defect == null && plausible(length) ? 0 : -1;
            }
            int end = lf > at && source[lf - 1] == '\r' ? lf - 1 : lf;
            if (statusLine) {
                statusLine(at, end);
                statusLine = false;
            } else if (end == at) {
                return defect == null && consistent() ? lf + 1 : -1;
            } else {
                line(at, end);
            }
            if (defect != null) {
                return -1;
            }
            at = lf + 1;
        }
    }

    private void reset(byte[] source) {
        bytes = source;
        lines = 0;
        status = 0;
        http10 = false;
        close = false;
        keepAlive = false;
        chunked = false;
        nominates = false;
        contentLength = -1;
        defect = null;
    }

    /** Sees garbage at once instead of waiting for a line's end that may never come. */
    private boolean plausible(int length) {
        for (int i = 0; i < Math.min(length, 7); i++) {
            if (bytes[i] != "HTTP/1.".charAt(i)) {
                defect = "answer does not begin with HTTP/1.";
                return false;
            }
        }
        return true;
    }

    private void statusLine(int from, int to) {
        boolean version = to - from >= 12 && plausible(7) && (bytes[7] == '0' || bytes[7] == '1') && bytes[8] == ' ';
        long code = version ? Ascii.decimal(bytes, from + 9, from + 12) : -1;
        if (code < 100 || code > 999 || to > from + 12 && bytes[from + 12] != ' ') {
            defect = "status line is malformed";
            return;
        }
        status = (int) code;
        http10 = bytes[7] == '0';
        reasonStart = from + 9;
        reasonEnd = to;
        for (int i = reasonStart; i < to; i++) {
            if (!Ascii.text(bytes[i])) {
                defect = "reason phrase has a control character";
            }
        }
    }

    private void line(int from, int to) {
        int colon = from;
        while (colon < to && Ascii.token(bytes[colon])) {
            colon++;
        }
        if (colon == from || colon == to || bytes[colon] != ':') {
            defect = "header name is malformed";
            return;
        }
        for (int i = colon + 1; i < to; i++) {
            if (!Ascii.text(bytes[i])) {
                defect = "header value has a control character";
                return;
            }
        }
        if (lines == MAX_LINES) {
            defect = "more than " + MAX_LINES + " header lines";
            return;
        }
        var kind = HeaderKind.of(bytes, from, colon);
        starts[lines] = from;
        colons[lines] = colon;
        ends[lines] = to;
        kinds[lines] = kind;
        lines++;
        if (kind != HeaderKind.OTHER) {
            framing(kind, colon + 1, to);
        }
    }

    private void framing(HeaderKind kind, int from, int to) {
        int first = from;
        int last = to;
        while (first < last && Ascii.blank(bytes[first])) {
            first++;
        }
        while (last > first && Ascii.blank(bytes[last - 1])) {
            last--;
        }
        switch (kind) {
            case CONNECTION -> connection(first, last);
            case CONTENT_LENGTH -> {
                long value = Ascii.decimal(bytes, first, last);
                if (value < 0 || contentLength >= 0 && contentLength != value) {
                    defect = "Content-Length is malformed or there are two that differ";
                }
                contentLength = value;
            }
            case TRANSFER_ENCODING -> {
                if (chunked || !Ascii.same(bytes, first, last, CHUNKED)) {
                    defect = "Transfer-Encoding is not chunked";
                }
                chunked = true;
            }
            default -> {}
        }
    }

    private void connection(int from, int to) {
        boolean closes = Ascii.lists(bytes, from, to, CLOSE);
        boolean keeps = Ascii.lists(bytes, from, to, KEEP_ALIVE);
        close |= closes;
        keepAlive |= keeps;
        nominates |= !(closes && to - from == CLOSE.length) && !(keeps && to - from == KEEP_ALIVE.length);
    }

    private boolean consistent() {
        if (chunked && (contentLength >= 0 || http10)) {
            defect = contentLength >= 0
                    ? "both Content-Length and Transfer-Encoding"
                    : "Transfer-Encoding in an HTTP/1.0 answer";
        }
        return defect == null;
    }

    /** What is wrong, once {@link #parse} has returned -1. */
    public String defect() {
        return defect == null ? "" : defect;
    }

    public int status() {
        return status;
    }

    public boolean informational() {
        return status < 200;
    }

    /** Whether the connection may carry another request after this answer. */
    public boolean persistent() {
        return !close && (!http10 || keepAlive);
    }

    /** The length given, or -1. */
    public long contentLength() {
        return contentLength;
    }

    /** Prepares {@code body} for what follows this head, as an answer to HEAD or to another method. */
    public void beginBody(BodyDecoder body, boolean answersHead) {
        if (answersHead || informational() || status == 204 || status == 304) {
            body.beginEmpty();
        } else if (chunked) {
            body.beginChunked();
        } else if (contentLength >= 0) {
            body.beginLength(contentLength);
        } else {
            body.beginUntilClose();
        }
    }

    public int lines() {
        return lines;
    }

    public HeaderKind kind(int line) {
        return kinds[line];
    }

    /** Copies the status code and reason phrase; returns the position behind them. */
    public int copyStatus(byte[] target, int at) {
        System.arraycopy(bytes, reasonStart, target, at, reasonEnd - reasonStart);
        int end = at + reasonEnd - reasonStart;
        if (reasonEnd - reasonStart == 3) {
            target[end++] = ' ';
        }
        return end;
    }

    /** Copies a line without its end; returns the position behind it. */
    public int copyLine(int line, byte[] target, int at) {
        int size = ends[line] - starts[line];
        System.arraycopy(bytes, starts[line], target, at, size);
        return at + size;
    }

    /** The first field of this name, written in small letters, as text without blanks around it; null if there is none. */
    public @Nullable String value(String name) {
        var wanted = Ascii.bytes(name);
        for (int i = 0; i < lines; i++) {
            if (colons[i] - starts[i] == wanted.length && Ascii.same(bytes, starts[i], colons[i], wanted)) {
                return new String(bytes, colons[i] + 1, ends[i] - colons[i] - 1, StandardCharsets.ISO_8859_1).strip();
            }
        }
        return null;
    }

    /**
     * Whether a Connection field nominates this line as hop-by-hop (RFC 9110 section 7.6.1). The length is for all
     * hops, whatever the field says: without it the answer would have no end.
     */
    public boolean nominated(int line) {
        if (!nominates || kinds[line] == HeaderKind.CONTENT_LENGTH) {
            return false;
        }
        for (int i = 0; i < lines; i++) {
            if (kinds[i] == HeaderKind.CONNECTION
                    && Ascii.lists(bytes, colons[i] + 1, ends[i], bytes, starts[line], colons[line])) {
                return true;
            }
        }
        return false;
    }
}
