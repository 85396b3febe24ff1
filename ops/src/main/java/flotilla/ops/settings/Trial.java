package flotilla.ops.settings;

import java.time.Instant;

/**
 * A change that counts at one node alone, or did.
 *
 * @param number of those that began here, from 1 on
 * @param seen of the upstreams that it concerns, since it began
 * @param why it has come to this, in words
 */
public record Trial(int number, Wish wish, TrialTerms terms, Instant began, Phase phase, Tally seen, String why) {

    /** How far it has come. */
    public enum Phase {
        /** It counts here, and nowhere else. */
        WATCHED,
        /** It has become a change for all. */
        APPLIED,
        /** It counts nowhere any more. */
        ROLLED_BACK
    }

    Trial in(Phase now, Tally tally, String reason) {
        return new Trial(number, wish, terms, began, now, tally, reason);
    }
}
