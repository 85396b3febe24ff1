package flotilla.ops.scale;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * How an upstream's load is foreseen.
 *
 * @param season after which the load is much the same again; 0: nothing is foreseen
 * @param percentile of the forecast's own past errors that is added to it: 50 takes it as it is, more is careful
 */
public record ForecastPolicy(Duration season, int percentile) {

    public static final ForecastPolicy DEFAULT = new ForecastPolicy(Duration.ofDays(1), 90);

    public static final ForecastPolicy OFF = new ForecastPolicy(Duration.ZERO, 90);

    public ForecastPolicy {
        InvalidValue.require(
                season.isZero()
                        || season.compareTo(Duration.ofHours(1)) >= 0 && season.compareTo(Duration.ofDays(7)) <= 0,
                "season",
                season,
                "0, or 1h to 7d");
        InvalidValue.require(percentile >= 50 && percentile <= 99, "percentile", percentile, "50 to 99");
    }

    boolean enabled() {
        return !season.isZero();
    }
}
