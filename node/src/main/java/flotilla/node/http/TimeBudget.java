package flotilla.node.http;

import flotilla.node.io.Timeout;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;

/** The time that a request has for all its tries together, if it is limited. */
final class TimeBudget extends Timeout {

    private final Exchange exchange;
    private boolean limited;
    private long endNanos;

    TimeBudget(Exchange exchange) {
        this.exchange = exchange;
    }

    /** No limit yet. */
    void reset() {
        limited = false;
    }

    /** Lets the request end at this moment. */
    void until(long nanos) {
        limited = true;
        endNanos = nanos;
        exchange.io().at(this, nanos);
    }

    /** What is left at {@code nowNanos}. */
    long left(long nowNanos) {
        return limited ? endNanos - nowNanos : Long.MAX_VALUE;
    }

    @Override
    protected void expired() {
        // Who has only waited until now was not let down by an endpoint.
        if (!exchange.attempt().next().permit().giveUp()) {
            exchange.fail(Failure.of(Reason.DEADLINE));
        }
    }
}
