package flotilla.ops.scale;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * What to advise for one upstream.
 *
 * @param min endpoints at least
 * @param max endpoints at most
 * @param targetInFlight requests under way or waiting that one endpoint is to have; 0: it does not go by them
 * @param targetCpu percent of its CPU that one endpoint is to use; 0: it does not go by that
 * @param cpuQuery asks Prometheus for the mean share of CPU that the endpoints use, 0 to 1; empty: they report it themselves
 * @param startTime how long an endpoint takes from the advice until it carries its part
 * @param coolDown a lower number is advised once it has been enough for so long
 * @param hysteresis percent by which the load has to be below what a lower number carries
 */
public record ScalePolicy(
        int min,
        int max,
        double targetInFlight,
        int targetCpu,
        String cpuQuery,
        Duration startTime,
        Duration coolDown,
        int hysteresis,
        ForecastPolicy forecast) {

    private static final int MOST = 100_000;
    private static final Duration LONGEST = Duration.ofHours(6);

    public static final ScalePolicy DEFAULT = new ScalePolicy(
            1, 10, 0, 70, "", Duration.ofSeconds(90), Duration.ofMinutes(5), 10, ForecastPolicy.DEFAULT);

    public ScalePolicy {
        InvalidValue.require(min >= 1 && min <= MOST, "min", min, "1 to " + MOST);
        InvalidValue.require(max >= min && max <= MOST, "max", max, "min to " + MOST);
        InvalidValue.require(
                targetInFlight >= 0 && targetInFlight <= 1e6, "targetInFlight", targetInFlight, "0 to 1000000");
        InvalidValue.require(targetCpu >= 0 && targetCpu <= 100, "targetCpu", targetCpu, "0 to 100");
        InvalidValue.require(
                targetCpu > 0 || targetInFlight > 0, "targetCpu", targetCpu, "above 0, or a target_in_flight above 0");
        InvalidValue.require(within(startTime), "startTime", startTime, "0 to 6h");
        InvalidValue.require(within(coolDown), "coolDown", coolDown, "0 to 6h");
        InvalidValue.require(hysteresis >= 0 && hysteresis <= 100, "hysteresis", hysteresis, "0 to 100");
    }

    private static boolean within(Duration duration) {
        return !duration.isNegative() && duration.compareTo(LONGEST) <= 0;
    }

    ScalePolicy withForecast(ForecastPolicy newForecast) {
        return new ScalePolicy(
                min, max, targetInFlight, targetCpu, cpuQuery, startTime, coolDown, hysteresis, newForecast);
    }

    /** Whether a load is as many endpoints by it as by the other one. */
    boolean measuresLike(ScalePolicy other) {
        return targetInFlight == other.targetInFlight && targetCpu == other.targetCpu;
    }

    int bounded(int wanted) {
        return Math.clamp(wanted, min, max);
    }
}
