package flotilla.ops.scale;

import flotilla.discovery.InvalidValue;
import java.util.List;

/**
 * What the forecast for one upstream has learnt, as it is kept over a restart.
 *
 * @param seasonMillis for which it was learnt
 * @param targetInFlight by which loads were measured
 * @param targetCpu likewise
 * @param course of the load
 * @param errors of the forecasts that were compared with what came, the oldest first; see {@link HoltWinters#error}
 */
record Learnt(long seasonMillis, double targetInFlight, int targetCpu, Course course, List<Double> errors) {

    /** Logarithms of loads and their differences are far below this. */
    private static final double MOST = 100;

    private static final long OLD_SEASONS = 28;

    Learnt {
        InvalidValue.require(seasonMillis > 0, "season_millis", seasonMillis, "above 0");
        InvalidValue.require(
                errors.size() <= Forecast.KEPT, "errors", errors.size() + " of them", "at most " + Forecast.KEPT);
        errors = List.copyOf(errors);
        errors.forEach(error -> require(error, "errors"));
    }

    /** How long one part of the season is. */
    long bucketMillis() {
        return Math.max(1, seasonMillis / HoltWinters.BUCKETS);
    }

    /** When the newest load was seen, since 1970: the beginning of its part of the season. */
    long lastMillis() {
        return course.last() * bucketMillis();
    }

    /** Whether it is so old that it tells nothing of today. */
    boolean outdated(long nowMillis) {
        return Math.floorDiv(nowMillis, bucketMillis()) - course.last() > OLD_SEASONS * HoltWinters.BUCKETS;
    }

    boolean sameTargets(ScalePolicy policy) {
        return targetInFlight == policy.targetInFlight() && targetCpu == policy.targetCpu();
    }

    /**
     * The state of {@link HoltWinters}.
     *
     * @param seen how many loads
     * @param begun the first bucket
     * @param last the newest
     * @param whole whether the parts are those of a whole season; else they are the loads of the buckets seen so far
     * @param usual what errors usually are
     * @param parts one for each bucket of a season; NaN: not seen yet
     */
    record Course(
            long seen,
            long begun,
            long last,
            boolean whole,
            double level,
            double trend,
            double usual,
            List<Double> parts) {

        Course {
            InvalidValue.require(seen > 0, "seen", seen, "above 0");
            InvalidValue.require(begun <= last, "begun", begun, "at most last, " + last);
            InvalidValue.require(
                    parts.size() == HoltWinters.BUCKETS,
                    "parts",
                    parts.size() + " of them",
                    HoltWinters.BUCKETS + " of them");
            require(level, "level");
            require(trend, "trend");
            require(usual, "usual");
            InvalidValue.require(usual > 0, "usual", usual, "above 0");
            parts = List.copyOf(parts);
            for (double part : parts) {
                if (whole || !Double.isNaN(part)) {
                    require(part, "parts");
                }
            }
        }
    }

    private static void require(double value, String component) {
        InvalidValue.require(Math.abs(value) <= MOST, component, value, "-100 to 100");
    }
}
