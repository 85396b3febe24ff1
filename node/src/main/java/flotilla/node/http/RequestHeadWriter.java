package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.io.IoThread;
import flotilla.node.io.http1.Ascii;
import flotilla.node.io.http1.HeaderKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head that an endpoint gets. Framing and everything that speaks of a connection is written anew; hop-by-hop
 * fields are dropped, those that Connection nominates too (RFC 9110 section 7.6.1). What tells of the client is ours to
 * say: an untrusted client's X-Forwarded-*, X-Real-IP and Forwarded are replaced, a trusted proxy's are continued.
 *
 * <p>Lowest of all that touches a request, so that nothing above can undo it.
 */
public final class RequestHeadWriter {

    private static final byte[] HTTP_1_1 = Ascii.bytes(" HTTP/1.1\r\nHost: ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] VIA_1_1 = Ascii.bytes("Via: 1.1 flotilla\r\n");
    private static final byte[] VIA_1_0 = Ascii.bytes("Via: 1.0 flotilla\r\n");
    private static final byte[] FORWARDED_HOST = Ascii.bytes("X-Forwarded-Host: ");
    private static final byte[] EXPECT_CONTINUE = Ascii.bytes("Expect: 100-continue\r\n");

    private byte[] bytes = {};
    private int at;
    private boolean overflow;
    private boolean trusted;
    private boolean expects;
    private @Nullable String connection;
    private final ForwardedFor chain = new ForwardedFor();

    /**
     * Writes into {@link IoThread#requestHead}.
     *
     * @return its length, or -1 if it does not fit
     */
    int write(Exchange exchange, LiveEndpoint endpoint) {
        bytes = exchange.io().requestHead;
        at = 0;
        overflow = false;
        expects = false;
        trusted = exchange.trusted();
        connection = nominating(exchange.header(HeaderKind.CONNECTION));
        chain.clear();
        var host = hostFor(exchange, endpoint);
        if (!fits(exchange.method().length() + exchange.target().length() + host.length() + 64)) {
            return -1;
        }
        at = Ascii.put(exchange.method(), bytes, at);
        bytes[at++] = ' ';
        at = Ascii.put(exchange.target(), bytes, at);
        at = Ascii.put(HTTP_1_1, bytes, at);
        at = Ascii.put(host, bytes, at);
        at = Ascii.put(CRLF, bytes, at);
        exchange.copyFields(this);
        own(exchange);
        return overflow ? -1 : at;
    }

    private static String hostFor(Exchange exchange, LiveEndpoint endpoint) {
        var rule = exchange.destination().policy().host();
        return switch (rule) {
            case "keep" -> exchange.host().isEmpty() ? endpoint.endpoint().authority() : exchange.host();
            case "endpoint" -> endpoint.endpoint().authority();
            default -> rule;
        };
    }

    /** The array to put a field's name into, at {@link #next}. */
    public byte[] target() {
        return bytes;
    }

    /** Where the next field's name goes, or -1 if a field of this size does not fit. */
    public int next(int nameLength, int valueLength) {
        return fits(nameLength + valueLength + 4) ? at : -1;
    }

    /** Completes a field whose name has been put at {@link #next}; or drops it. */
    public void field(int nameLength, String value) {
        int end = at + nameLength;
        var kind = HeaderKind.of(bytes, at, end);
        if (!passes(kind, value) || connection != null && nominated(end)) {
            return;
        }
        bytes[end] = ':';
        bytes[end + 1] = ' ';
        at = Ascii.put(CRLF, bytes, Ascii.put(value, bytes, end + 2));
    }

    private boolean passes(HeaderKind kind, String value) {
        return switch (kind) {
            case OTHER -> true;
            case EXPECT -> {
                expects = true;
                yield false;
            }
            case X_FORWARDED_FOR, FORWARDED, X_FORWARDED_HOST, X_FORWARDED_PORT, X_FORWARDED_PROTO -> {
                if (trusted) {
                    chain.add(kind, value);
                }
                yield false;
            }
            case X_REAL_IP -> trusted;
            default -> false;
        };
    }

    /** The Connection field, if it says more than close or keep-alive. */
    private static @Nullable String nominating(@Nullable String value) {
        return value == null || value.equalsIgnoreCase("close") || value.equalsIgnoreCase("keep-alive") ? null : value;
    }

    private boolean nominated(int end) {
        var name = Ascii.bytes(Ascii.string(bytes, at, end).toLowerCase(Locale.ROOT));
        var tokens = Ascii.bytes(connection == null ? "" : connection);
        return Ascii.lists(tokens, 0, tokens.length, name);
    }

    private void own(Exchange exchange) {
        var host = exchange.host();
        var lines = exchange.forwardedLines();
        if (!fits(lines.length + 2 * host.length() + chain.size() + 512)) {
            return;
        }
        if (chain.isEmpty()) {
            at = Ascii.put(lines, bytes, at);
            if (!host.isEmpty()) {
                at = Ascii.put(CRLF, bytes, Ascii.put(host, bytes, Ascii.put(FORWARDED_HOST, bytes, at)));
            }
        } else {
            at = chain.write(exchange, bytes, at);
        }
        at = Ascii.put(exchange.http10() ? VIA_1_0 : VIA_1_1, bytes, at);
        var body = exchange.body();
        if (body != null && body.length() < 0) {
            at = Ascii.put(CHUNKED, bytes, at);
        } else if (body != null || exchange.headerCount(HeaderKind.CONTENT_LENGTH) > 0) {
            at = Ascii.put(LENGTH, bytes, at);
            at = Ascii.put(CRLF, bytes, Ascii.put(Long.toString(body == null ? 0 : body.length()), bytes, at));
        }
        if (expects && body != null) {
            at = Ascii.put(EXPECT_CONTINUE, bytes, at);
        }
        at = Ascii.put(CRLF, bytes, at);
    }

    private boolean fits(int size) {
        overflow |= at + size > IoThread.MAX_HEAD;
        return !overflow;
    }
}
