package flotilla.ops.settings;

import flotilla.node.health.Wilson;
import java.util.Locale;

/**
 * Requests that have ended, since the start of the process.
 *
 * @param errors of them: those whose clients got a 5xx, be it an endpoint's or our own
 */
public record Tally(long requests, long errors) {

    public static final Tally NONE = new Tally(0, 0);

    /** What has come on top of an earlier one. */
    public Tally since(Tally earlier) {
        return new Tally(Math.max(0, requests - earlier.requests), Math.max(0, errors - earlier.errors));
    }

    /** The share of errors, 0 to 1. */
    public double share() {
        return requests == 0 ? 0 : (double) errors / requests;
    }

    /**
     * What the share would be at least in the long run: the lower end of Wilson's score interval.
     *
     * @param deviations how sure that is to be, in standard deviations
     */
    double shareAtLeast(double deviations) {
        return Wilson.end(errors, requests, -deviations);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d errors in %d requests (%.2f %%)", errors, requests, 100 * share());
    }
}
