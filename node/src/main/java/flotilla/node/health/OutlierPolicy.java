package flotilla.node.health;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * How live traffic shows that an endpoint is worse than the others of its upstream, and what follows; {@link Outliers} has the
 * theory.
 *
 * @param eviction what becomes of it
 * @param interval from one judgement to the next; zero: endpoints are not compared
 * @param minRequests that an endpoint must have ended in the span it is judged by
 * @param errorPercent of its requests that may fail whatever the others do
 * @param errorFactor how many times the others' share of failed requests its own may be
 * @param latencyFactor how many times as slow as the others it may be; zero: latency does not count
 * @param latencyFloor what is never too slow
 * @param inARow what counts in a row ({@link HealthPolicy#failures}); under {@link Eviction#GRADUAL} what was lost alone
 * @param ejection how long it is left out, times the ejections in a row
 */
public record OutlierPolicy(
        Eviction eviction,
        Duration interval,
        int minRequests,
        double errorPercent,
        double errorFactor,
        double latencyFactor,
        Duration latencyFloor,
        InARow inARow,
        Duration ejection) {

    private static final int ERRORS = 500;
    private static final int FIRST_OF_GATEWAYS = 502;
    private static final int LAST_OF_GATEWAYS = 504;

    /** What counts against an endpoint when it comes several times in a row. */
    public enum InARow {

        /** No whole answer, or one of 500 and above. */
        SERVER_ERRORS,

        /** No whole answer, or one of 502 to 504. */
        GATEWAY_ERRORS,

        /** No whole answer: refused, reset, cut, timed out. */
        LOST
    }

    public static final OutlierPolicy DEFAULT = new OutlierPolicy(
            Eviction.IMMEDIATE,
            Duration.ofSeconds(5),
            20,
            10,
            3,
            0,
            Duration.ofMillis(100),
            InARow.SERVER_ERRORS,
            Duration.ofSeconds(30));

    /** Endpoints are not compared. */
    public static final OutlierPolicy OFF = DEFAULT.withInterval(Duration.ZERO);

    public OutlierPolicy {
        InvalidValue.require(
                interval.isPositive() || interval.isZero() && eviction == Eviction.IMMEDIATE,
                "interval",
                interval,
                eviction == Eviction.IMMEDIATE ? ">= 0" : "> 0 with eviction: gradual");
        InvalidValue.require(minRequests >= 5, "minRequests", minRequests, ">= 5");
        InvalidValue.require(errorPercent >= 1 && errorPercent <= 100, "errorPercent", errorPercent, "1 to 100");
        InvalidValue.require(errorFactor >= 1, "errorFactor", errorFactor, ">= 1");
        InvalidValue.require(
                latencyFactor == 0 || latencyFactor >= 1.5, "latencyFactor", latencyFactor, "0 (off), or >= 1.5");
        InvalidValue.require(
                latencyFactor == 0 || eviction == Eviction.IMMEDIATE,
                "latencyFactor",
                latencyFactor,
                "0 (off) with eviction: gradual, which goes by errors alone");
        InvalidValue.require(!latencyFloor.isNegative(), "latencyFloor", latencyFloor, ">= 0");
        InvalidValue.require(ejection.isPositive(), "ejection", ejection, "> 0");
    }

    /** Whether endpoints are compared. */
    public boolean compares() {
        return interval.isPositive();
    }

    /**
     * Whether a failed attempt counts in a row.
     *
     * @param status of its answer; 0 if none came
     */
    boolean counts(int status) {
        return switch (eviction == Eviction.GRADUAL ? InARow.LOST : inARow) {
            case SERVER_ERRORS -> true;
            case GATEWAY_ERRORS -> status < ERRORS || status >= FIRST_OF_GATEWAYS && status <= LAST_OF_GATEWAYS;
            case LOST -> status < ERRORS;
        };
    }

    public OutlierPolicy withEviction(Eviction newEviction) {
        return new OutlierPolicy(
                newEviction,
                interval,
                minRequests,
                errorPercent,
                errorFactor,
                latencyFactor,
                latencyFloor,
                inARow,
                ejection);
    }

    public OutlierPolicy withInterval(Duration newInterval) {
        return new OutlierPolicy(
                eviction,
                newInterval,
                minRequests,
                errorPercent,
                errorFactor,
                latencyFactor,
                latencyFloor,
                inARow,
                ejection);
    }

    public OutlierPolicy withLatency(double newFactor, Duration newFloor) {
        return new OutlierPolicy(
                eviction, interval, minRequests, errorPercent, errorFactor, newFactor, newFloor, inARow, ejection);
    }

    public OutlierPolicy withInARow(InARow newInARow) {
        return new OutlierPolicy(
                eviction,
                interval,
                minRequests,
                errorPercent,
                errorFactor,
                latencyFactor,
                latencyFloor,
                newInARow,
                ejection);
    }

    public OutlierPolicy withEjection(Duration newEjection) {
        return new OutlierPolicy(
                eviction,
                interval,
                minRequests,
                errorPercent,
                errorFactor,
                latencyFactor,
                latencyFloor,
                inARow,
                newEjection);
    }
}
