package flotilla.node.cluster;

import java.time.Duration;

/** How much a report still counts: wholly for half a second, then less and less, and after a second not at all. */
final class Freshness {

    /** What a report counts that is wholly fresh; parts of it keep sums exact where fractions would drift. */
    static final int WHOLE = 256;

    static final Duration GONE = Duration.ofSeconds(1);

    private static final long FULL_NANOS = 500_000_000L;
    private static final long GONE_NANOS = GONE.toNanos();

    private Freshness() {}

    /** Of {@value #WHOLE}. */
    static int at(long ageNanos) {
        if (ageNanos <= FULL_NANOS) {
            return WHOLE;
        }
        return ageNanos >= GONE_NANOS ? 0 : (int) (WHOLE * (GONE_NANOS - ageNanos) / (GONE_NANOS - FULL_NANOS));
    }
}
