package flotilla.discovery.consul;

import flotilla.discovery.Time;
import java.time.Duration;

/**
 * Doubts an answer that lists nothing, or less than half of what was known. Agents give such answers with a good
 * conscience: while they start, when a token lost its rights (200 and an empty list), from a server that was restored.
 *
 * <p>A doubtful answer counts when two consistent reads in a row, {@link #AGAIN} apart, say the same. After the registry
 * was lost or began anew services need time to register again, so the two reads count only once {@code grace} is over.
 */
final class ShrinkGuard {

    static final Duration AGAIN = Duration.ofSeconds(2);
    static final int CONFIRMATIONS = 2;

    private final Time time;
    private final Duration grace;
    private long graceUntil;
    private int confirmations;

    ShrinkGuard(Time time, Duration grace) {
        this.time = time;
        this.grace = grace;
        this.graceUntil = time.nanos();
    }

    /** Doubts for the whole grace from now on. */
    void beginGrace() {
        graceUntil = time.nanos() + grace.toNanos();
    }

    /**
     * Whether to believe an answer.
     *
     * @param known how many were known before
     * @param listed how many the answer lists
     * @param consistent whether the leader gave it, having asked its followers whether it still is
     */
    boolean believes(int known, int listed, boolean consistent) {
        if (known == 0 || (listed > 0 && listed * 2 >= known)) {
            confirmations = 0;
            return true;
        }
        confirmations = consistent ? confirmations + 1 : 0;
        if (confirmations < CONFIRMATIONS || time.nanos() < graceUntil) {
            return false;
        }
        confirmations = 0;
        return true;
    }
}
