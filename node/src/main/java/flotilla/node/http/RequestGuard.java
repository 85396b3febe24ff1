package flotilla.node.http;

import flotilla.node.io.http1.HeaderKind;
import flotilla.node.io.http1.RequestHead;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests before any rule looks at them: those whose head could mean different things to different readers, as
 * its parser found, those whose method would make the node a tunnel, and those that expect what nobody knows.
 */
final class RequestGuard implements Stage {

    @Override
    public String name() {
        return "request_guard";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var refusal = refusal(exchange.head());
        if (refusal == null) {
            next.handle(exchange);
        } else {
            exchange.fail(refusal);
        }
    }

    private static @Nullable Failure refusal(RequestHead head) {
        if (head.refusal() != null) {
            return head.refusal();
        }
        var method = head.method();
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            return new Failure(Reason.NOT_IMPLEMENTED, method + " is not offered");
        }
        var expect = head.header(HeaderKind.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return Failure.of(Reason.EXPECTATION_FAILED);
        }
        return null;
    }
}
