package flotilla.node.http;

import flotilla.node.cluster.FleetLimit;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what is above the rate of the route or of its upstream (429), and says when to come again. A request counts
 * once, however often it is tried; one that the upstream's limit refuses does not count for the route.
 */
final class RateLimitStage implements Stage {

    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    /** A node that is asked seldom has a small part of the limit, which grows as it is asked: no use in a longer wait. */
    private static final long MAX_WAIT_SECONDS = Duration.ofHours(1).toSeconds();

    @Override
    public String name() {
        return "rate_limits";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var rates = exchange.destination().rates();
        long wait = acquire(rates.route(), exchange.nanos());
        if (wait > 0) {
            exchange.fail(refusal(Reason.ROUTE_RATE, wait));
            return;
        }
        wait = acquire(rates.upstream(), exchange.nanos());
        if (wait == 0) {
            next.handle(exchange);
            return;
        }
        if (rates.route() != null) {
            rates.route().giveBack();
        }
        exchange.fail(refusal(Reason.UPSTREAM_RATE, wait));
    }

    private static long acquire(@Nullable FleetLimit limit, long nanos) {
        return limit == null ? 0 : limit.acquire(nanos);
    }

    private static Failure refusal(Reason reason, long waitNanos) {
        return new Failure(reason, "", Math.min(Math.ceilDiv(waitNanos, NANOS_PER_SECOND), MAX_WAIT_SECONDS));
    }
}
