package flotilla.node.http;

import flotilla.node.io.Timeout;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.resilience.RequestPriority;
import flotilla.node.resilience.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * An exchange's permit of its upstream's {@link ConcurrencyLimit}: waited for before the first try, held to the exchange's end. One
 * object per exchange; all on its I/O thread.
 *
 * <p>Whoever gives a permit may be on another thread, so it comes as a task. If the exchange has ended meanwhile, or the
 * connection has another request by then, the {@link Ticket} is no longer the one that is waited with, and the permit goes back at once.
 */
final class UpstreamPermit implements Exchange.EndListener {

    private static final long RETRY_AFTER_SECONDS = 1;
    private static final Failure FULL = busy("all places of the queue are taken");
    private static final Failure DISPLACED = busy("made way for a request of higher priority");
    private static final Failure TOO_LONG = busy("waited for too long");

    private final Exchange exchange;
    private final Timeout patience = new Timeout() {
        @Override
        protected void expired() {
            giveUp();
        }
    };

    private @Nullable Ticket ticket;
    private @Nullable ConcurrencyLimit held;
    private boolean listening;

    UpstreamPermit(Exchange exchange) {
        this.exchange = exchange;
    }

    private static Failure busy(String why) {
        return new Failure(Reason.UPSTREAM_BUSY, why, RETRY_AFTER_SECONDS);
    }

    /** Goes on with a permit, now or later. */
    void ask(ConcurrencyLimit limit, Stage.Next next) {
        if (limit.tryAcquire()) {
            enter(limit, next);
            return;
        }
        var asking = new Ticket(limit, exchange.destination().route().priority(), next);
        ticket = asking;
        if (limit.queue(asking)) {
            exchange.io().after(patience, limit.policy().queueTimeout().toNanos());
        } else {
            ticket = null;
            exchange.fail(FULL);
        }
    }

    /** Gives back what it holds, and goes on with a permit of another upstream, if that one has a limit. */
    void move(@Nullable ConcurrencyLimit to, Stage.Next next) {
        giveBack();
        if (to == null) {
            next.handle(exchange);
        } else {
            ask(to, next);
        }
    }

    private void enter(ConcurrencyLimit limit, Stage.Next next) {
        held = limit;
        if (!listening) {
            listening = true;
            exchange.onEnd(this);
        }
        next.handle(exchange);
    }

    /** Waits no more, if it waits. */
    void leave() {
        var waiting = ticket;
        if (waiting != null) {
            forget();
            waiting.limit.leave(waiting);
        }
    }

    /** Ends the exchange if it waits, as its time is over; false if it does not. */
    boolean giveUp() {
        var waiting = ticket;
        if (waiting == null) {
            return false;
        }
        forget();
        waiting.limit.giveUp(waiting);
        exchange.fail(TOO_LONG);
        return true;
    }

    private void forget() {
        ticket = null;
        exchange.io().cancel(patience);
    }

    @Override
    public void ended(Exchange ended) {
        listening = false;
        var limit = held;
        held = null;
        if (limit == null) {
            return;
        }
        var io = exchange.io();
        switch (Lesson.of(ended)) {
            case ANSWERED -> limit.answered(ended.firstByteNanos(), io.coarseNanos(), io.epochMillis());
            case LOST -> limit.lost(io.coarseNanos(), io.epochMillis());
            case NONE -> limit.release();
        }
    }

    private void giveBack() {
        var limit = held;
        held = null;
        if (limit == null) {
            return;
        }
        if (Lesson.outOfTime(exchange.attempt().lastFailure())) {
            limit.lost(exchange.io().coarseNanos(), exchange.io().epochMillis());
        } else {
            limit.release();
        }
    }

    /** One wait: an object of its own, as what becomes of it may be told when the exchange is another. */
    private final class Ticket extends Waiter {
        private final ConcurrencyLimit limit;
        private final Stage.Next next;

        Ticket(ConcurrencyLimit limit, RequestPriority priority, Stage.Next next) {
            super(priority);
            this.limit = limit;
            this.next = next;
        }

        @Override
        protected void admitted() {
            exchange.io().execute(() -> {
                if (ticket == this) {
                    forget();
                    enter(limit, next);
                } else {
                    limit.release();
                }
            });
        }

        @Override
        protected void displaced() {
            exchange.io().execute(() -> {
                if (ticket == this) {
                    forget();
                    exchange.fail(DISPLACED);
                }
            });
        }
    }
}
