package flotilla.node.http;

import flotilla.node.health.Health;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.resilience.Sent;

/**
 * Makes another try where the last one failed and nothing can come of it twice:
 *
 * <ul>
 *   <li>the endpoint got not a byte (it refused, could not be reached in time, its queue was full): whatever the method,
 *       another endpoint gets the request;
 *   <li>a kept connection was closed while the request was on its way: an idempotent request goes to the same endpoint
 *       again, on a fresh connection (RFC 9110 section 9.2.2), unless some of its body is gone;
 *   <li>a fresh connection was closed before anything of an answer came (with TLS 1.3 also because the endpoint wants a
 *       certificate of ours), or no answer began in time, as when its network is cut: such a request goes to another
 *       endpoint.
 * </ul>
 */
final class Attempts implements Stage, Recovery {

    private final Health health;

    Attempts(Health health) {
        this.health = health;
    }

    @Override
    public String name() {
        return "attempts";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        exchange.attempt().recoverWith(this, next, health);
        next.handle(exchange);
    }

    @Override
    public void failed(Exchange exchange, Failure failure, Sent sent) {
        switch (sent) {
            case NOTHING -> {
                if (failure.reason() == Reason.QUEUE_TIMEOUT || exchange.tries().full()) {
                    exchange.fail(failure);
                } else {
                    exchange.attempt().again();
                }
            }
            case ON_A_STALE_CONNECTION -> {
                if (repeatable(exchange)) {
                    exchange.attempt().againOnFreshConnection();
                } else {
                    exchange.fail(failure);
                }
            }
            case SOMETHING -> {
                if (unanswered(failure)
                        && repeatable(exchange)
                        && !exchange.tries().full()) {
                    exchange.attempt().again();
                } else {
                    exchange.fail(failure);
                }
            }
        }
    }

    /** Whether nothing of an answer came: the connection ended, with or without a word of why from TLS, or time did. */
    private static boolean unanswered(Failure failure) {
        var reason = failure.reason();
        return reason == Reason.CLOSED_EARLY || reason == Reason.TLS_FAILED || reason == Reason.FIRST_BYTE_TIMEOUT;
    }

    private static boolean repeatable(Exchange exchange) {
        var body = exchange.body();
        return Methods.idempotent(exchange.method()) && (body == null || !body.started());
    }
}
