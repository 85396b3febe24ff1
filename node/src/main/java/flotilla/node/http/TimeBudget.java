package flotilla.node.http;

import flotilla.node.io.Timeout;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;

/** When a request began and ended, and the time that it has for all its tries together, if that is limited. */
final class TimeBudget extends Timeout {

    private final Exchange exchange;
    private boolean limited;
    private long limitNanos;
    private long startNanos;
    private long startMillis;
    private long endNanos;

    TimeBudget(Exchange exchange) {
        this.exchange = exchange;
    }

    /** The request begins, with no limit yet. */
    void begin() {
        limited = false;
        startNanos = exchange.io().nanos();
        startMillis = exchange.io().epochMillis();
    }

    /** Lets the request end so long after its beginning. */
    void limit(long nanos) {
        limited = true;
        limitNanos = startNanos + nanos;
        exchange.io().at(this, limitNanos);
    }

    /** The request has ended. */
    void end() {
        endNanos = exchange.io().nanos();
        exchange.io().cancel(this);
    }

    /** When it began, in milliseconds since the epoch. */
    long startMillis() {
        return startMillis;
    }

    /** From its beginning to its end. */
    long nanos() {
        return endNanos - startNanos;
    }

    /** From its beginning until now. */
    long nanosYet() {
        return exchange.io().coarseNanos() - startNanos;
    }

    /** The same, to the nanosecond. */
    long exactNanosYet() {
        return exchange.io().nanos() - startNanos;
    }

    /** What is left at {@code nowNanos}. */
    long left(long nowNanos) {
        return limited ? limitNanos - nowNanos : Long.MAX_VALUE;
    }

    @Override
    protected void expired() {
        // Who has only waited until now was not let down by an endpoint.
        if (!exchange.attempt().next().permit().giveUp()) {
            exchange.fail(Failure.of(Reason.DEADLINE));
        }
    }
}
