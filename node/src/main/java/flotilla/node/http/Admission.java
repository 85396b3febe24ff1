package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.resilience.Breaker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the breakers of chosen endpoints say to one try: whom they refused it, and the permit that it got at last, which
 * goes back exactly once, when the try ends.
 */
final class Admission {

    /** So many endpoints may refuse one try; then it is made at the first of them. */
    static final int MOST_REFUSALS = 8;

    private final @Nullable LiveEndpoint[] refused = new @Nullable LiveEndpoint[MOST_REFUSALS];
    private int refusals;
    private @Nullable Breaker breaker;
    private long permit;
    private boolean answered;

    /** Asks the breaker of a chosen endpoint; if it has none, that admits everything. */
    boolean ask(LiveEndpoint endpoint, @Nullable Breaker of, long nowNanos) {
        if (of == null) {
            return true;
        }
        long given = of.admit(nowNanos);
        if (given == Breaker.REFUSED) {
            refused[refusals++] = endpoint;
            return false;
        }
        breaker = of;
        permit = given;
        return true;
    }

    /** Whether this endpoint's breaker has refused the try. */
    boolean refused(LiveEndpoint endpoint) {
        for (int i = 0; i < refusals; i++) {
            if (refused[i] == endpoint) {
                return true;
            }
        }
        return false;
    }

    boolean anyRefused() {
        return refusals > 0;
    }

    /** Whether nobody else is to be asked. */
    boolean full() {
        return refusals == MOST_REFUSALS;
    }

    /** The one that was chosen first of those that refused; null if none did. */
    @Nullable LiveEndpoint first() {
        return refusals == 0 ? null : refused[0];
    }

    /** The try is made; what was refused before it is of no more interest. */
    void made() {
        answered = false;
        forget();
    }

    /** Nobody has refused any more. */
    void forget() {
        if (refusals > 0) {
            Arrays.fill(refused, 0, refusals, null);
            refusals = 0;
        }
    }

    /** The head of an answer is there that the endpoint is not to blame for. */
    void answered() {
        if (breaker != null) {
            answered = true;
            breaker.answered(permit);
        }
    }

    /**
     * Gives the permit back.
     *
     * @param blame what the endpoint did wrong; empty: it did well; null: it showed neither
     * @param tookNanos to the first byte of the answer, or to the end
     * @return whether this is news: the breaker has not changed since it admitted the try
     */
    boolean end(@Nullable String blame, long tookNanos, long nowNanos) {
        var from = breaker;
        if (from == null) {
            return true;
        }
        breaker = null;
        boolean news = from.current(permit);
        if (blame == null) {
            from.released(permit, answered);
        } else if (blame.isEmpty()) {
            from.succeeded(permit, tookNanos, nowNanos);
        } else {
            from.failed(permit, answered, tookNanos, nowNanos);
        }
        return news;
    }
}
