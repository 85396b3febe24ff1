package flotilla.node.io.http1;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * The trailer section of a chunked body (RFC 9112 section 7.1.2), read byte by byte and kept as the lines that may be
 * passed on. Fields that frame, route or authenticate are dropped (RFC 9110 section 6.5.1).
 */
public final class Trailers {

    /** The largest section; above it the message is refused. */
    public static final int MAX_BYTES = 8 * 1024;

    enum Progress {
        MORE,
        COMPLETE,
        BROKEN
    }

    private static final Set<String> FORBIDDEN = Set.of(
            "authorization",
            "cache-control",
            "content-encoding",
            "content-range",
            "content-type",
            "cookie",
            "max-forwards",
            "set-cookie",
            "www-authenticate");

    private byte[] bytes = {};
    private int kept;
    private int length;
    private int total;

    void clear() {
        kept = 0;
        length = 0;
        total = 0;
    }

    /** Bytes of the lines to pass on, each with its CRLF. */
    public int size() {
        return kept;
    }

    /** Copies the lines to pass on; returns the position behind them. */
    public int copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, kept);
        return at + kept;
    }

    Progress add(byte b) {
        if (++total > MAX_BYTES) {
            return Progress.BROKEN;
        }
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(256, length * 2));
        }
        bytes[length++] = b;
        if (b != '\n') {
            return Progress.MORE;
        }
        if (length - kept < 2 || bytes[length - 2] != '\r') {
            return Progress.BROKEN;
        }
        return line(length - 2);
    }

    private Progress line(int end) {
        if (end == kept) {
            length = kept;
            return Progress.COMPLETE;
        }
        int colon = kept;
        while (colon < end && Ascii.token(bytes[colon])) {
            colon++;
        }
        if (colon == kept || colon == end || bytes[colon] != ':') {
            return Progress.BROKEN;
        }
        for (int i = colon + 1; i < end; i++) {
            if (!Ascii.text(bytes[i])) {
                return Progress.BROKEN;
            }
        }
        if (passes(colon)) {
            kept = length;
        } else {
            length = kept;
        }
        return Progress.MORE;
    }

    private boolean passes(int colon) {
        var kind = HeaderKind.of(bytes, kept, colon);
        boolean traces = kind == HeaderKind.TRACEPARENT || kind == HeaderKind.TRACESTATE;
        return (traces || kind == HeaderKind.OTHER)
                && !FORBIDDEN.contains(Ascii.string(bytes, kept, colon).toLowerCase(Locale.ROOT));
    }
}
