package flotilla.node.http;

import flotilla.node.io.http1.Ascii;
import flotilla.node.io.http1.HeaderKind;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that mean different things to different readers, before any rule looks at them: a body's length told
 * in two ways, a transfer coding that is not exactly {@code chunked}, a method that would make the node a tunnel.
 */
final class RequestGuard implements Stage {

    @Override
    public String name() {
        return "request_guard";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var refusal = refusal(exchange);
        if (refusal == null) {
            next.handle(exchange);
        } else {
            exchange.fail(refusal);
        }
    }

    private static @Nullable Failure refusal(Exchange exchange) {
        var method = exchange.method();
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            return new Failure(Reason.NOT_IMPLEMENTED, method + " is not offered");
        }
        var protocol = exchange.protocol();
        if (!protocol.equals("HTTP/1.1") && !protocol.equals("HTTP/1.0")) {
            return bad("the protocol is not HTTP/1.1 or HTTP/1.0");
        }
        if (!exchange.target().startsWith("/") && !(exchange.target().equals("*") && method.equals("OPTIONS"))) {
            return bad("the target is not a path");
        }
        if (exchange.host().isEmpty() && !exchange.http10()) {
            return bad("there is no Host");
        }
        var framing = framing(exchange);
        if (framing != null) {
            return framing;
        }
        var expect = exchange.header(HeaderKind.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return Failure.of(Reason.EXPECTATION_FAILED);
        }
        return null;
    }

    private static @Nullable Failure framing(Exchange exchange) {
        int codings = exchange.headerCount(HeaderKind.TRANSFER_ENCODING);
        int lengths = exchange.headerCount(HeaderKind.CONTENT_LENGTH);
        if (codings == 0 && lengths == 0) {
            return null;
        }
        if (codings > 0 && lengths > 0 || codings > 1 || lengths > 1) {
            return bad("the body's length is told more than once");
        }
        if (lengths == 1) {
            return Ascii.decimal(exchange.header(HeaderKind.CONTENT_LENGTH)) < 0
                    ? bad("Content-Length is malformed")
                    : null;
        }
        if (exchange.http10()) {
            return bad("Transfer-Encoding in an HTTP/1.0 request");
        }
        return "chunked".equalsIgnoreCase(exchange.header(HeaderKind.TRANSFER_ENCODING))
                ? null
                : new Failure(Reason.NOT_IMPLEMENTED, "Transfer-Encoding is not chunked");
    }

    private static Failure bad(String detail) {
        return new Failure(Reason.BAD_REQUEST, detail);
    }
}
