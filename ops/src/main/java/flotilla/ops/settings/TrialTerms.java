package flotilla.ops.settings;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * What a change has to show at one node before all nodes get it.
 *
 * @param watch for how long
 * @param maxErrors the share of errors, 0 to 1, above which it is rolled back
 * @param minRequests without so many nobody can tell, and it is rolled back
 */
public record TrialTerms(Duration watch, double maxErrors, int minRequests) {

    private static final Duration LONGEST = Duration.ofHours(24);

    public static final TrialTerms DEFAULT = new TrialTerms(Duration.ofMinutes(1), 0.01, 100);

    public TrialTerms {
        InvalidValue.require(
                watch.compareTo(Duration.ofSeconds(1)) >= 0 && watch.compareTo(LONGEST) <= 0,
                "watch",
                watch,
                "1s to 24h");
        InvalidValue.require(maxErrors >= 0 && maxErrors < 1, "maxErrors", maxErrors, "0 to less than 1");
        InvalidValue.require(minRequests >= 0, "minRequests", minRequests, ">= 0");
    }
}
