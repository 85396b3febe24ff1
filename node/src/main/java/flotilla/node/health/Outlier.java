package flotilla.node.health;

import java.time.Duration;

/**
 * An endpoint that live traffic showed to be worse than the others of its upstream.
 *
 * @param score how bad, of a thousand: the share that it lost
 * @param reason in words and numbers, for a reader at night
 * @param inARow how many times by now, without having done well for as long as it was out
 * @param sinceNanos when it was found
 * @param length for how long that counts
 */
public record Outlier(Kind kind, int score, String reason, int inARow, long sinceNanos, Duration length) {

    /** What shows an outlier. */
    public enum Kind {

        /** Its breaker, which opened: by attempts lost in a row, or by the share that was lost. */
        BREAKER,
        SUCCESS_RATE,
        LATENCY
    }

    long untilNanos() {
        return sinceNanos + length.toNanos();
    }
}
