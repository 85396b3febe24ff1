package flotilla.node.resilience;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * When live traffic takes one endpoint out of the rotation, and how it comes back.
 *
 * @param window how far back attempts count, in whole seconds
 * @param minCalls below so many attempts in the window no rate counts
 * @param failureRate percent of these that must fail before it opens; 0: failures alone never open it
 * @param slowAfter an answer whose first byte comes later is a slow one; 0: none is
 * @param slowRate percent of these that must be slow before it opens
 * @param open how long it stays open the first time
 * @param maxOpen each time in a row it stays open twice as long as the last, up to this
 * @param halfOpenCalls attempts that are let through when that time is over, and decide
 * @param halfOpen what else has to happen before they are
 */
public record BreakerPolicy(
        Duration window,
        int minCalls,
        int failureRate,
        Duration slowAfter,
        int slowRate,
        Duration open,
        Duration maxOpen,
        int halfOpenCalls,
        HalfOpen halfOpen) {

    /** Who finds out first whether an endpoint is well again. */
    public enum HalfOpen {
        /** Clients' requests, as soon as the open time is over. */
        TRAFFIC,
        /** An active check, where there are any: it must have risen too. */
        CHECKS
    }

    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(5);
    private static final Duration LONGEST_OPEN = Duration.ofHours(1);
    private static final Duration SHORTEST_OPEN = Duration.ofMillis(1);

    public static final BreakerPolicy DEFAULT = new BreakerPolicy(
            Duration.ofSeconds(10),
            20,
            50,
            Duration.ZERO,
            100,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            3,
            HalfOpen.CHECKS);

    /** No rate opens it; whatever else does finds the same way back. */
    public static final BreakerPolicy OFF = DEFAULT.withFailureRate(0);

    public BreakerPolicy {
        boolean wholeSeconds = window.equals(Duration.ofSeconds(window.toSeconds()));
        InvalidValue.require(
                wholeSeconds && window.isPositive() && window.compareTo(LONGEST_WINDOW) <= 0,
                "window",
                window,
                "1s to 5m, in whole seconds");
        InvalidValue.require(minCalls >= 1, "minCalls", minCalls, ">= 1");
        InvalidValue.require(
                failureRate >= 0 && failureRate <= 100, "failureRate", failureRate, "0 to 100, 0 for no such rate");
        InvalidValue.require(!slowAfter.isNegative(), "slowAfter", slowAfter, ">= 0, 0 for never");
        InvalidValue.require(slowRate >= 1 && slowRate <= 100, "slowRate", slowRate, "1 to 100");
        InvalidValue.require(
                open.compareTo(SHORTEST_OPEN) >= 0 && open.compareTo(LONGEST_OPEN) <= 0, "open", open, "1ms to 1h");
        InvalidValue.require(
                maxOpen.compareTo(open) >= 0 && maxOpen.compareTo(LONGEST_OPEN) <= 0, "maxOpen", maxOpen, "open to 1h");
        InvalidValue.require(halfOpenCalls >= 1 && halfOpenCalls <= 1000, "halfOpenCalls", halfOpenCalls, "1 to 1000");
    }

    public BreakerPolicy withWindow(Duration newWindow, int newMinCalls) {
        return new BreakerPolicy(
                newWindow, newMinCalls, failureRate, slowAfter, slowRate, open, maxOpen, halfOpenCalls, halfOpen);
    }

    public BreakerPolicy withFailureRate(int newRate) {
        return new BreakerPolicy(
                window, minCalls, newRate, slowAfter, slowRate, open, maxOpen, halfOpenCalls, halfOpen);
    }

    public BreakerPolicy withSlow(Duration newAfter, int newRate) {
        return new BreakerPolicy(
                window, minCalls, failureRate, newAfter, newRate, open, maxOpen, halfOpenCalls, halfOpen);
    }

    public BreakerPolicy withOpen(Duration newOpen, Duration newMax) {
        return new BreakerPolicy(
                window, minCalls, failureRate, slowAfter, slowRate, newOpen, newMax, halfOpenCalls, halfOpen);
    }

    public BreakerPolicy withHalfOpen(int newCalls, HalfOpen by) {
        return new BreakerPolicy(window, minCalls, failureRate, slowAfter, slowRate, open, maxOpen, newCalls, by);
    }

    /** Whether attempts have to be counted while it is closed. */
    boolean counts() {
        return failureRate > 0 || slowAfter.isPositive();
    }
}
