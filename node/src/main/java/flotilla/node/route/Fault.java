package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Trouble that is made on purpose, for a drill: of the requests that it is for, a share waits before it goes on, and a
 * share, drawn apart from the other, is answered with a status in place of going on.
 *
 * @param delay of those that wait; 0: none does
 * @param delayPercent how many of a hundred wait
 * @param abort the status of those that are answered; 0: none is
 * @param abortPercent how many of a hundred are answered
 * @param header only requests with this field are concerned; empty: all are
 * @param value that the field must have; empty: any
 */
public record Fault(Duration delay, double delayPercent, int abort, double abortPercent, String header, String value) {

    /** Longer than clients wait, and what waits takes its place among the requests in flight. */
    public static final Duration MAX_DELAY = Duration.ofMinutes(1);

    public Fault {
        boolean delays = !delay.isZero();
        InvalidValue.require(
                !delay.isNegative() && delay.compareTo(MAX_DELAY) <= 0, "delay", delay, "0 to " + MAX_DELAY);
        requirePercent("delay_percent", delayPercent, delays);
        InvalidValue.require(abort == 0 || abort >= 400 && abort <= 599, "abort", abort, "400 to 599");
        requirePercent("abort_percent", abortPercent, abort != 0);
        InvalidValue.require(delays || abort != 0, "fault", "nothing", "a delay, an abort, or both");
        InvalidValue.require(
                header.matches("|[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}"), "header", header, "the name of a header");
        InvalidValue.require(value.isEmpty() || !header.isEmpty(), "value", value, "a header that has it");
        InvalidValue.require(
                value.matches("\\P{Cntrl}{0,200}"), "value", value, "at most 200 characters, none of them for control");
    }

    private static void requirePercent(String name, double percent, boolean used) {
        InvalidValue.require(
                used ? percent > 0 && percent <= 100 : percent == 0,
                name,
                percent,
                used ? "above 0, to 100" : "none, as there is nothing to have a share of");
    }

    /** For the log: {@code delay of 300 ms for 50 %, status 503 for 5 %, with X-Drill: 1 only}. */
    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        if (!delay.isZero()) {
            parts.add("delay of " + delay.toMillis() + " ms for " + delayPercent + " %");
        }
        if (abort != 0) {
            parts.add("status " + abort + " for " + abortPercent + " %");
        }
        if (!header.isEmpty()) {
            parts.add("with " + header + (value.isEmpty() ? "" : ": " + value) + " only");
        }
        return String.join(", ", parts);
    }

    /**
     * Whether it is for such a request.
     *
     * @param present what the request has in the field that {@link #header} names, or null
     */
    public boolean concerns(@Nullable String present) {
        return header.isEmpty() || present != null && (value.isEmpty() || present.equals(value));
    }

    /** Draws whether a request waits. */
    public boolean delays(RandomGenerator random) {
        return drawn(delayPercent, random);
    }

    /** Draws whether a request is answered. */
    public boolean aborts(RandomGenerator random) {
        return drawn(abortPercent, random);
    }

    private static boolean drawn(double percent, RandomGenerator random) {
        return percent > 0 && random.nextDouble() * 100 < percent;
    }
}
