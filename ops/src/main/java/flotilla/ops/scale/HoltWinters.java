package flotilla.ops.scale;

import flotilla.ops.scale.Learnt.Course;
import java.util.Arrays;
import java.util.Optional;

/**
 * Foresees a load that has much the same course each season, such as a day.
 *
 * <p>Theory: exponential smoothing with a level, a damped trend and a season (Holt 1957, Winters 1960; the form with errors
 * and the damping are Hyndman et al., Forecasting with Exponential Smoothing, 2008). It works on the logarithm of the load, so
 * the parts multiply: a Monday that is busier by a third is so at each hour. An error counts up to two and a half times
 * what errors usually are, so that one strange value moves little (Gelper, Fried and Croux 2010); a second one in a row the same
 * way is a new level, and counts.
 *
 * <p>The season has {@value #BUCKETS} parts. Until one has been seen whole there is level and trend alone. Then the parts are what
 * each differed from the mean, and each following season moves them by a quarter of the difference. Parts are read with
 * their neighbours, as each alone is seen but once in a season.
 *
 * <p>Buckets are counted from the beginning of time, so a node that was away for an hour goes on at the right part. Parts that
 * nobody saw stay as they were.
 *
 * <p>Worked example, a day: at 8:55 the level is 10 endpoints; yesterday and before, 9:00 was 1.5 times 8:55. The forecast
 * for 9:00 is 15, whatever the trend of the last minutes says. Not for several threads.
 */
final class HoltWinters {

    static final int BUCKETS = 288;

    /** A new level counts so much against the old one: half of a change is known after three buckets. */
    private static final double LEVEL = 0.2;

    private static final double TREND = 0.01;
    private static final double DAMPING = 0.9;
    private static final double SEASON = 0.25;
    private static final double USUAL = 0.05;

    /** So many times the usual error an error may count. */
    private static final double CLIP = 2.5;

    /** Errors below this are usual in any case: 2 %. */
    private static final double LEAST_USUAL = 0.02;

    /** Added to each load, in endpoints, so that nothing and next to nothing do not differ by the whole of a logarithm. */
    private static final double SHIFT = 0.5;

    private final double[] season = new double[BUCKETS];
    private final double[] first = new double[BUCKETS];

    private long seen;
    private long begun;
    private boolean seasonal;
    private long last = Long.MIN_VALUE;
    private double level;
    private double trend;
    private double usual = 0.1;

    /** Which way the last error was strange: -1, 1, or 0 if it was not. */
    private double strange;

    /** The level is of another time or another measure, and the next load tells it. */
    private boolean afresh;

    HoltWinters() {
        Arrays.fill(first, Double.NaN);
    }

    /**
     * One that has learnt this.
     *
     * @param levelHolds whether loads are still about what they were
     */
    static HoltWinters of(Course course, boolean levelHolds) {
        var model = new HoltWinters();
        model.seen = course.seen();
        model.begun = course.begun();
        model.last = course.last();
        model.seasonal = course.whole();
        model.level = course.level();
        model.trend = course.trend();
        model.usual = course.usual();
        model.afresh = !levelHolds;
        var parts = course.whole() ? model.season : model.first;
        for (int i = 0; i < BUCKETS; i++) {
            parts[i] = course.parts().get(i);
        }
        return model;
    }

    /** What it has learnt; nothing if it has seen no load. */
    Optional<Course> course() {
        var parts = Arrays.stream(seasonal ? season : first).boxed().toList();
        return seen == 0
                ? Optional.empty()
                : Optional.of(new Course(seen, begun, last, seasonal, level, trend, usual, parts));
    }

    /** Whether it knows about where loads are now. */
    boolean settled() {
        return seen > 0 && !afresh;
    }

    /** Whether a whole season is known, of whose buckets at most a tenth were missed. */
    boolean seasonal() {
        return seasonal;
    }

    /** How many loads it has learnt from. */
    long seen() {
        return seen;
    }

    /**
     * Takes the mean load of a bucket that is over.
     *
     * @param bucket counted from the beginning of time; each at most once, and ascending
     */
    void learn(long bucket, double load) {
        double value = Math.log(Math.max(0, load) + SHIFT);
        if (seen == 0) {
            level = value;
            begun = bucket;
        } else if (afresh) {
            level = value - part(bucket);
            trend = 0;
        } else {
            follow(bucket, value);
        }
        afresh = false;
        seen++;
        last = bucket;
        if (!seasonal) {
            begin(bucket, value);
        }
    }

    private void follow(long bucket, double value) {
        int steps = Math.clamp(bucket - last, 1, BUCKETS);
        double expected = level + damped(trend, steps) + part(bucket);
        double error = value - expected;
        double clipped = Math.clamp(error, -CLIP * usual, CLIP * usual);
        double direction = clipped == error ? 0 : Math.signum(error);
        boolean goesOn = direction != 0 && direction == strange;
        double counted = goesOn ? error : clipped;
        strange = direction;
        usual = Math.max(LEAST_USUAL, (1 - USUAL) * usual + USUAL * Math.min(Math.abs(error), 4 * usual));
        // After a pause the level is as unsure as several steps make it.
        double weight = 1 - Math.pow(1 - LEVEL, steps);
        level = level + damped(trend, steps) + weight * (steps > 2 ? error : counted);
        trend = Math.pow(DAMPING, steps) * trend + TREND * clipped;
        if (seasonal) {
            season[index(bucket)] += SEASON * (1 - LEVEL) * clipped;
        }
    }

    /** Gathers the first season, and makes the parts of it once it is whole. */
    private void begin(long bucket, double value) {
        first[index(bucket)] = value;
        long there = Arrays.stream(first).filter(each -> !Double.isNaN(each)).count();
        if (bucket - begun < BUCKETS - 1 || there < BUCKETS * 9 / 10) {
            return;
        }
        double mean = Arrays.stream(first)
                .filter(each -> !Double.isNaN(each))
                .average()
                .orElseThrow();
        double before = 0;
        for (int i = 0; i < BUCKETS; i++) {
            before = Double.isNaN(first[i]) ? before : first[i] - mean;
            season[i] = before;
        }
        seasonal = true;
        level = value - part(bucket);
        trend = 0;
    }

    /**
     * What the load of a bucket to come will be, in endpoints.
     *
     * @param bucket after the last one that was learnt
     */
    double at(long bucket) {
        int steps = Math.clamp(bucket - last, 0, BUCKETS);
        return Math.max(0, Math.exp(level + damped(trend, steps) + part(bucket)) - SHIFT);
    }

    /** How much of the logarithm a load is above a forecast; what {@link #above} takes. */
    static double error(double load, double forecast) {
        return Math.log(Math.max(0, load) + SHIFT) - Math.log(forecast + SHIFT);
    }

    /** The load that is above the forecast by this error. */
    static double above(double forecast, double error) {
        return Math.max(0, Math.exp(Math.log(forecast + SHIFT) + error) - SHIFT);
    }

    private static double damped(double trend, int steps) {
        return trend * DAMPING * (1 - Math.pow(DAMPING, steps)) / (1 - DAMPING);
    }

    private double part(long bucket) {
        if (!seasonal) {
            return 0;
        }
        int middle = index(bucket);
        return (season[index(bucket - 1)] + 2 * season[middle] + season[index(bucket + 1)]) / 4;
    }

    private static int index(long bucket) {
        return (int) Math.floorMod(bucket, (long) BUCKETS);
    }
}
