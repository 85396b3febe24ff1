package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.io.Timeout;

/** When and where an exchange's next try is made: the first once it is admitted, another once one has failed. */
final class NextTry {

    private final Exchange exchange;
    private final Timeout pause = new Timeout() {
        @Override
        protected void expired() {
            path.handle(exchange);
        }
    };

    private final UpstreamPermit permit;
    private Stage.Next path = exchange -> {};
    private boolean bound;
    private boolean fresh;
    private boolean sparing;
    private int retries;

    NextTry(Exchange exchange) {
        this.exchange = exchange;
        this.permit = new UpstreamPermit(exchange);
    }

    /** What it waits for before the first, and holds. */
    UpstreamPermit permit() {
        return permit;
    }

    /** None has failed yet. */
    void reset() {
        bound = false;
        fresh = false;
        sparing = false;
        retries = 0;
    }

    /** Says where a try begins. */
    void along(Stage.Next newPath) {
        path = newPath;
    }

    /** Tries made in place of one that failed, but for those that only needed another connection. */
    int retries() {
        return retries;
    }

    /** Makes it after this time. */
    void after(long delayNanos) {
        retries++;
        if (delayNanos == 0) {
            path.handle(exchange);
        } else {
            exchange.io().after(pause, delayNanos);
        }
    }

    /** Makes it now, at an endpoint that does not refuse it. */
    void elsewhere() {
        bound = false;
        path.handle(exchange);
    }

    /** It is made beside the last, which is still under way. */
    void beside() {
        retries++;
    }

    /** Makes it now, at the same endpoint, on a connection of its own. */
    void onFreshConnection() {
        bound = true;
        fresh = true;
        path.handle(exchange);
    }

    /** Makes it now, as the first of a new beginning. */
    void anew() {
        reset();
        path.handle(exchange);
    }

    /** Makes none. */
    void cancel() {
        permit.leave();
        exchange.io().cancel(pause);
    }

    /** Binds it to the endpoint of the last. */
    void bind() {
        bound = true;
    }

    boolean bound() {
        return bound;
    }

    /** Its endpoint is chosen; what holds for the one after it is another matter. */
    void chosen() {
        bound = false;
    }

    /** Whether it needs a connection that nobody has used. */
    boolean takeFresh() {
        boolean wanted = fresh;
        fresh = false;
        return wanted;
    }

    /** Says whether it leaves out endpoints that asked to be left alone. */
    void sparing(boolean now) {
        sparing = now;
    }

    /** Whether it leaves this one out, though the request has not been there. */
    boolean spares(LiveEndpoint candidate) {
        return sparing && candidate.spared(exchange.nanos());
    }
}
