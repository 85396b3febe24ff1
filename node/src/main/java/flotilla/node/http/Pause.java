package flotilla.node.http;

import flotilla.discovery.Plugged;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that a stage lets wait for something that does not happen on the request's I/O thread, such as the answer of
 * a service that knows whom it is from. The request may end meanwhile: its client leaves, or its time is over.
 *
 * <p>Threads: made on the I/O thread, before the stage's {@code handle} returns; {@link #resume} from any.
 */
public final class Pause implements Exchange.EndListener {

    private static final Logger LOG = LoggerFactory.getLogger(Pause.class);

    private final Exchange exchange;
    private final String who;
    private boolean over;

    /** @param who for the log, such as {@code stage api_key} */
    public Pause(Exchange exchange, String who) {
        this.exchange = exchange;
        this.who = who;
        exchange.onEnd(this);
    }

    /** Takes this step on the I/O thread, unless the request has ended by then; a step that throws costs it a 500. */
    public void resume(Stage.Next step) {
        exchange.io().execute(() -> take(step));
    }

    private void take(Stage.Next step) {
        if (over || !exchange.open()) {
            return;
        }
        try {
            step.handle(exchange);
        } catch (Exception | Error e) {
            Plugged.requireContained(e);
            // Not louder, as nobody keeps count here; the access log has it for each request.
            LOG.debug("a step of {}, or what it called, threw", who, e);
            fail(new Failure(Reason.INTERNAL, who + ": " + e));
        }
    }

    /** Fails the request, if it is still the one that was paused. */
    void fail(Failure reason) {
        if (!over) {
            exchange.fail(reason);
        }
    }

    @Override
    public void ended(Exchange ended) {
        over = true;
    }
}
