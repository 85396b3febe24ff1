package flotilla.node.resilience;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * When an idempotent request without a body that has no answer yet is sent to a second endpoint as well, and the first
 * answer counts. It is sent once both have passed; without either there is no hedging.
 *
 * @param percentile of the upstream's own latencies to the first byte, 50 to 99: with 95, one request of twenty is sent
 *     twice; 0: by {@code delay} alone
 * @param delay and no sooner than this; 0: by {@code percentile} alone
 */
public record HedgePolicy(int percentile, Duration delay) {

    private static final int LOWEST = 50;
    private static final int HIGHEST = 99;

    public static final HedgePolicy OFF = new HedgePolicy(0, Duration.ZERO);

    public static final HedgePolicy DEFAULT = OFF;

    public HedgePolicy {
        InvalidValue.require(
                percentile == 0 || percentile >= LOWEST && percentile <= HIGHEST,
                "percentile",
                percentile,
                LOWEST + " to " + HIGHEST + ", or 0 for none");
        InvalidValue.require(!delay.isNegative(), "delay", delay, ">= 0");
    }

    public boolean on() {
        return percentile > 0 || delay.isPositive();
    }
}
