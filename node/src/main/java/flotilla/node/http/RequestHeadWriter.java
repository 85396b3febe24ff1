package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.io.IoThread;
import flotilla.node.io.http1.Ascii;
import flotilla.node.io.http1.RequestHead;

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
    private static final byte[] TRACEPARENT = Ascii.bytes("traceparent: ");
    private static final byte[] EXPECT_CONTINUE = Ascii.bytes("Expect: 100-continue\r\n");

    private final ForwardedFor chain = new ForwardedFor();
    private byte[] bytes = {};
    private AddedFields added = new AddedFields();
    private int at;
    private boolean overflow;
    private boolean trusted;
    private boolean expects;
    private boolean replacesTrace;
    private boolean keepsState;

    /**
     * Writes into {@link IoThread#requestHead}.
     *
     * @param span the id of the try's span, if there are traces
     * @return its length, or -1 if it does not fit
     */
    int write(Exchange exchange, LiveEndpoint endpoint, long span) {
        var head = exchange.head();
        bytes = exchange.io().requestHead;
        at = 0;
        overflow = false;
        expects = false;
        trusted = exchange.trusted();
        replacesTrace = exchange.tracing().replaces();
        keepsState = exchange.tracing().keepsState();
        chain.clear();
        added = exchange.fields();
        if (!fits(head.lineSize() + HTTP_1_1.length)) {
            return -1;
        }
        int skipped = exchange.destination().route().stripPrefix().length();
        at = Ascii.put(HTTP_1_1, bytes, head.copyMethodAndTarget(bytes, at, skipped));
        host(exchange, head, endpoint);
        fields(head);
        own(exchange, head, span);
        return overflow ? -1 : at;
    }

    private void host(Exchange exchange, RequestHead head, LiveEndpoint endpoint) {
        var rule = exchange.destination().policy().host();
        if (rule.equals("keep") && head.hostSize() > 0) {
            if (fits(head.hostSize() + 2)) {
                at = Ascii.put(CRLF, bytes, head.copyHost(bytes, at));
            }
            return;
        }
        boolean own = rule.equals("keep") || rule.equals("endpoint");
        var host = own ? endpoint.endpoint().authority() : rule;
        if (fits(host.length() + 2)) {
            at = Ascii.put(CRLF, bytes, Ascii.put(host, bytes, at));
        }
    }

    /** Copies what passes, neighbours together and as they were spelt. */
    private void fields(RequestHead head) {
        int first = 0;
        for (int i = 0; i < head.lines(); i++) {
            if (!passes(head, i) || head.nominated(i)) {
                copy(head, first, i);
                first = i + 1;
            }
        }
        copy(head, first, head.lines());
    }

    private void copy(RequestHead head, int first, int past) {
        if (first < past && fits(head.size(first, past))) {
            at = head.copyLines(first, past, bytes, at);
        }
    }

    private boolean passes(RequestHead head, int line) {
        return switch (head.kind(line)) {
            case OTHER -> !added.replaces(head, line);
            case EXPECT -> {
                expects = true;
                yield false;
            }
            case X_FORWARDED_FOR, FORWARDED, X_FORWARDED_HOST, X_FORWARDED_PORT, X_FORWARDED_PROTO -> {
                if (trusted) {
                    chain.add(head.kind(line), head.value(line));
                }
                yield false;
            }
            case X_REAL_IP -> trusted;
            case TRACEPARENT -> !replacesTrace;
            case TRACESTATE -> keepsState;
            default -> false;
        };
    }

    private void own(Exchange exchange, RequestHead head, long span) {
        var lines = exchange.forwardedLines();
        var more = added.linesForEndpoints();
        if (!fits(lines.length + more.length + 2 * head.hostSize() + chain.size() + 512)) {
            return;
        }
        if (chain.isEmpty()) {
            at = Ascii.put(lines, bytes, at);
            if (head.hostSize() > 0) {
                at = Ascii.put(CRLF, bytes, head.copyHost(bytes, Ascii.put(FORWARDED_HOST, bytes, at)));
            }
        } else {
            at = chain.write(exchange, bytes, at);
        }
        at = Ascii.put(head.http10() ? VIA_1_0 : VIA_1_1, bytes, at);
        var body = exchange.body();
        if (body != null && body.length() < 0) {
            at = Ascii.put(CHUNKED, bytes, at);
        } else if (head.contentLength() >= 0) {
            at = Ascii.put(LENGTH, bytes, at);
            at = Ascii.put(CRLF, bytes, Ascii.put(head.contentLength(), bytes, at));
        }
        if (replacesTrace) {
            var trace = exchange.tracing();
            boolean recorded = trace.recorded(exchange);
            at = trace.context().write(span, recorded, bytes, Ascii.put(TRACEPARENT, bytes, at));
            at = Ascii.put(CRLF, bytes, at);
        }
        if (expects && body != null) {
            at = Ascii.put(EXPECT_CONTINUE, bytes, at);
        }
        at = Ascii.put(CRLF, bytes, Ascii.put(more, bytes, at));
    }

    private boolean fits(int size) {
        overflow |= at + size > IoThread.MAX_HEAD;
        return !overflow;
    }
}
