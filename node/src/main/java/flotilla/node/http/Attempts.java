package flotilla.node.http;

import flotilla.node.health.Health;
import flotilla.node.io.http1.ResponseHead;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.RetryBudget;
import flotilla.node.resilience.RetryKind;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.resilience.Sent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes another try where the last one failed and nothing can come of it twice, as the upstream's {@link RetryPolicy} says;
 * {@link RetryKind} has the table. A retry goes to an endpoint that the request has not been to, at once where only the
 * connection failed, else after a back-off; never beyond the time for the whole request, nor beyond the upstream's {@link
 * RetryBudget}. Where none is made, the client gets the last failure or answer.
 *
 * <p>An endpoint that answers 429 or 503 with Retry-After is left alone by such retries, this request's and others', for
 * as long as it says. If there is no other, the request waits for it, if the policy allows so long a wait and there
 * is time; else the answer goes to the client, Retry-After included. First tries are the balancer's matter all the same:
 * who is to have no traffic at all says so by its health. Where none is made that could be, the {@link Fallback} is next.
 */
final class Attempts implements Stage, Recovery {

    private static final long NEVER = -1;
    private static final long OUT_OF_BUDGET = -2;
    private static final long NOT_ASKED = -1;

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
        exchange.destination().retries().request(exchange.nanos());
        exchange.attempt().recoverWith(this, next, health);
        exchange.underWay().race(next);
        next.handle(exchange);
    }

    @Override
    public void failed(Exchange exchange, Failure failure, Sent sent) {
        var kind = RetryKind.of(failure.reason(), sent);
        if (kind == RetryKind.STALE && repeatable(exchange, kind)) {
            exchange.destination().retries().freeRetry();
            exchange.tries().story().again(0);
            exchange.attempt().next().onFreshConnection();
            return;
        }
        long delay = delay(exchange, kind, NOT_ASKED);
        if (delay >= 0) {
            exchange.attempt().next().after(delay);
        } else if (!mayGoElsewhere(exchange, kind) || !Fallback.taken(exchange)) {
            exchange.fail(delay == OUT_OF_BUDGET ? failure.withDetail("retry budget is spent") : failure);
        }
    }

    @Override
    public long answered(Exchange exchange, Attempt tried, ResponseHead head) {
        int status = head.status();
        long wait = NOT_ASKED;
        if (status == 429 || status == 503) {
            long seconds = RetryAfter.seconds(head, exchange.io().epochMillis());
            wait = seconds < 0 ? NOT_ASKED : Duration.ofSeconds(seconds).toNanos();
        }
        if (wait > 0) {
            tried.endpoint().spare(exchange.nanos() + wait);
        }
        if (!exchange.destination().policy().retry().lists(status)) {
            return NEVER;
        }
        return exchange.underWay().leftToOther(tried) ? LEFT_TO_OTHER : delay(exchange, RetryKind.STATUS, wait);
    }

    /** Nanoseconds until the next try, {@link #NEVER} or {@link #OUT_OF_BUDGET}; what it says is as good as done. */
    private static long delay(Exchange exchange, RetryKind kind, long askedToWait) {
        var next = exchange.attempt().next();
        var policy = exchange.destination().policy().retry();
        var obstacle = obstacle(exchange, policy, kind);
        if (obstacle != null) {
            return never(exchange, obstacle);
        }
        next.sparing(kind == RetryKind.STATUS);
        boolean elsewhere = exchange.destination().rotation().leftFor(exchange);
        if (!elsewhere && !sameEndpoint(policy, askedToWait)) {
            return never(exchange, "nobody_else");
        }
        boolean atOnce = elsewhere && kind.atOnce() && next.retries() == 0;
        long delay = atOnce ? 0 : policy.backoffNanos(next.retries(), exchange.random());
        if (!elsewhere) {
            delay = Math.max(delay, askedToWait);
        }
        if (delay >= exchange.time().left(exchange.nanos())) {
            return never(exchange, "deadline");
        }
        if (!pay(exchange.destination().retries(), kind, exchange.nanos())) {
            never(exchange, "budget");
            return OUT_OF_BUDGET;
        }
        if (!elsewhere) {
            startOver(exchange, askedToWait);
        }
        exchange.tries().story().again(delay);
        return delay;
    }

    /** What stands against another try whoever is left, in the story's words; null: nothing. */
    private static @Nullable String obstacle(Exchange exchange, RetryPolicy policy, RetryKind kind) {
        if (!policy.covers(kind)) {
            return "policy";
        }
        if (!repeatable(exchange, kind)) {
            return "not_repeatable";
        }
        return exchange.attempt().next().retries() + 1 < policy.attempts() ? null : "attempts";
    }

    private static long never(Exchange exchange, String because) {
        exchange.tries().story().enough(because);
        return NEVER;
    }

    private static boolean mayGoElsewhere(Exchange exchange, RetryKind kind) {
        return exchange.destination().policy().retry().covers(kind) && repeatable(exchange, kind);
    }

    /** Whether the same may be sent again as far as its method goes, and can be as far as its body goes. */
    private static boolean repeatable(Exchange exchange, RetryKind kind) {
        return (kind.unsent() || Methods.idempotent(exchange.method()))
                && exchange.attempt().bodyWhole();
    }

    private static boolean sameEndpoint(RetryPolicy policy, long askedToWait) {
        return askedToWait < 0
                ? policy.sameEndpoint()
                : askedToWait <= policy.maxRetryAfter().toNanos();
    }

    /** Who asked for a while has it and is asked again; otherwise all may be chosen anew. */
    private static void startOver(Exchange exchange, long askedToWait) {
        if (askedToWait >= 0) {
            exchange.attempt().next().bind();
        } else {
            exchange.attempt().next().sparing(false);
            exchange.tries().forget();
        }
    }

    private static boolean pay(RetryBudget budget, RetryKind kind, long nanos) {
        if (kind.free()) {
            budget.freeRetry();
            return true;
        }
        return budget.tryRetry(nanos);
    }
}
