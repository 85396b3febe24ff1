package flotilla.node.http;

import flotilla.node.io.Timeout;
import flotilla.node.resilience.Hedging;
import flotilla.node.resilience.RetryBudget;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request to a second endpoint beside the first once that has taken longer than its upstream's answers usually
 * take ({@link Hedging}). The first answer counts; the other try is given up, with its connection. It is for requests that
 * may be repeated, have no body to share, and are bound to no endpoint by a session; it stands in place of their first
 * retry, and the retry budget pays for it.
 *
 * <p>While two tries are under way, one that fails, or gets an answer that would be tried again, ends without a word: the
 * other may still do well. What becomes of the last one decides.
 */
final class Race extends Timeout {

    private final Exchange exchange;
    private final Attempt second;
    private Stage.Next path = exchange -> {};
    private Hedging hedging = Hedging.NONE;
    private @Nullable RetryBudget budget;
    private @Nullable Attempt first;

    Race(Exchange exchange, NextTry next) {
        this.exchange = exchange;
        this.second = new Attempt(exchange, next);
    }

    /** Whether this request may be sent twice at one time. */
    static boolean allowed(Exchange exchange) {
        var destination = exchange.destination();
        return destination.retries().hedging().on()
                && destination.policy().retry().attempts() > 1
                && destination.sticky() == null
                && exchange.body() == null
                && Methods.idempotent(exchange.method());
    }

    /** The first try begins; a second one begins along {@code newPath}. */
    void begin(Stage.Next newPath) {
        path = newPath;
        var paying = exchange.destination().retries();
        budget = paying;
        hedging = paying.hedging();
        long delay = hedging.delayNanos();
        if (delay >= 0) {
            exchange.io().after(this, Math.max(1, delay));
        }
    }

    @Override
    protected void expired() {
        var only = exchange.attempt();
        var to = exchange.destination();
        // Not where a fallback has the request by now.
        boolean due = to.retries() == budget
                && only.unanswered()
                && only.next().retries() == 0
                && to.rotation().leftFor(exchange)
                && to.retries().tryRetry(exchange.nanos());
        if (due) {
            hedging.hedged();
            first = only;
            second.follow(only);
            exchange.underWay().goOn(second);
            only.next().beside();
            path.handle(exchange);
        }
    }

    /** Whether the other of two tries goes on where this one has ended, or could not be made. */
    boolean leftTo(Attempt ended) {
        var started = first;
        if (started == null) {
            return false;
        }
        first = null;
        if (ended == second) {
            goOn(started);
        }
        return true;
    }

    /** A try has the answer that counts. */
    void answered(Attempt winner, long tookNanos) {
        exchange.io().cancel(this);
        var started = first;
        first = null;
        if (started == null) {
            // Of first tries alone, and not of where a fallback has taken the request.
            if (winner.next().retries() == 0 && exchange.destination().retries() == budget) {
                hedging.took(tookNanos);
            }
        } else if (winner == second) {
            hedging.took(started.giveUp());
            hedging.won();
        } else {
            hedging.took(tookNanos);
            second.giveUp();
            goOn(winner);
        }
    }

    /** The first of both is the only one from now on. */
    private void goOn(Attempt started) {
        started.follow(second);
        exchange.underWay().goOn(started);
        exchange.tries().at(started.endpoint());
    }

    /** The request has come to its end, or is about to. */
    void end() {
        exchange.io().cancel(this);
        hedging = Hedging.NONE;
        budget = null;
        var started = first;
        first = null;
        if (started != null) {
            started.abort();
            second.abort();
        }
    }
}
