package flotilla.node.http;

/**
 * Sends a request that its upstream cannot serve to that one's fallback upstream: where it has nobody to choose, or its last
 * try failed in a way that another could cure and none is made. From there on the other's policies hold, but for the time
 * that the request has as a whole; and what becomes of it there is its end, as a fallback's own fallback is not asked. So
 * two upstreams can never send a request to and fro.
 *
 * <p>The budget of retries does not hold it up: that one spares the upstream that fails. What protects the fallback is its own
 * limits: if that of rate lets nothing pass, the request ends as it would without it; under that of requests in flight it
 * waits as others do, and the permit of the upstream that it leaves goes back at once.
 */
final class Fallback {

    private Fallback() {}

    /** Whether it is on its way there. */
    static boolean taken(Exchange exchange) {
        var from = exchange.destination();
        var other = from.fallback();
        if (other == null
                || exchange.time().left(exchange.nanos()) <= 0
                || !exchange.attempt().bodyWhole()) {
            return false;
        }
        var limit = other.rates().upstream();
        if (limit != null && limit.acquire(exchange.nanos()) > 0) {
            return false;
        }
        from.retries().fellBack();
        other.retries().request(exchange.nanos());
        exchange.route(other);
        exchange.tries().answerWithout();
        exchange.attempt().next().permit().move(other.concurrency(), Fallback::begin);
        return true;
    }

    private static void begin(Exchange exchange) {
        exchange.attempt().startOver();
        exchange.attempt().next().anew();
    }
}
