package flotilla.node.http;

import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the requests that a node has under way, over all its listeners (503). */
public final class InFlightLimit implements Stage, Exchange.EndListener {

    private final AtomicInteger inFlight = new AtomicInteger();

    private volatile int max;

    public InFlightLimit(int max) {
        this.max = max;
    }

    /** Bounds them so from here on; those that are under way above a smaller bound go on. */
    public void limit(int newMax) {
        max = newMax;
    }

    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public String name() {
        return "in_flight_limit";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        if (inFlight.incrementAndGet() > max) {
            inFlight.decrementAndGet();
            exchange.fail(Failure.of(Reason.TOO_MANY_REQUESTS_IN_FLIGHT));
            return;
        }
        exchange.onEnd(this);
        next.handle(exchange);
    }

    @Override
    public void ended(Exchange exchange) {
        inFlight.decrementAndGet();
    }
}
