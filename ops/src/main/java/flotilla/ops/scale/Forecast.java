package flotilla.ops.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The load that has to be reckoned with by the time that a new endpoint is up.
 *
 * <p>{@link HoltWinters} gives the middle. What is added to it is learnt too: each forecast is compared with what came, and the
 * policy's percentile of these errors is how far the load has been above its forecast at most, so many times of a hundred. So a
 * load that is hard to foresee gets more room by itself, and one that is as always gets none.
 *
 * <p>The forecast is the greatest of all buckets from now to the horizon, as a peak before the end of it counts as well. Until it has
 * made {@value #TRUSTED} forecasts it foresees nothing. Not for several threads.
 */
final class Forecast {

    /** Forecasts that must have been compared before one is made. */
    static final int TRUSTED = 6;

    static final int KEPT = 2 * HoltWinters.BUCKETS;

    /** No forecast is above what is there now by more than this, however the days before were. */
    private static final double MOST = 4;

    /** After so many buckets that nobody saw, an hour of a day, loads may be anywhere. */
    private static final int LEVEL_HOLDS = HoltWinters.BUCKETS / 24;

    private record Made(long bucket, double load) {}

    private ForecastPolicy policy;
    private final long bucketMillis;
    private long horizonMillis;
    private HoltWinters model = new HoltWinters();
    private final Deque<Made> made = new ArrayDeque<>();
    private final double[] errors = new double[KEPT];

    private int compared;
    private double margin;
    private long open = Long.MIN_VALUE;
    private double sum;
    private long count;

    /** @param horizonMillis how far ahead */
    Forecast(ForecastPolicy policy, long horizonMillis) {
        this.policy = policy;
        this.bucketMillis = Math.max(1, policy.season().toMillis() / HoltWinters.BUCKETS);
        this.horizonMillis = horizonMillis;
    }

    /** Goes by another policy for the same season, and as far ahead, from now on; what it has learnt stays. */
    void follow(ForecastPolicy newer, long newHorizonMillis) {
        policy = newer;
        if (horizonMillis != newHorizonMillis) {
            horizonMillis = newHorizonMillis;
            // They are in the order of what they foresee, which new ones would not keep.
            made.clear();
        }
        if (compared > 0) {
            margin();
        }
    }

    /** Whether it has seen a season. */
    boolean seasonal() {
        return model.seasonal();
    }

    /** How many buckets it has learnt from. */
    long seen() {
        return model.seen();
    }

    /**
     * Goes on from what was learnt before, if that is of any use now.
     *
     * @param sameMeasure whether loads are measured as they were
     * @return how it goes on, in words
     */
    String resume(Learnt learnt, boolean sameMeasure, long nowMillis) {
        var course = learnt.course();
        long now = Math.floorDiv(nowMillis, bucketMillis);
        if (!policy.enabled()) {
            return "is not needed, as nothing is foreseen";
        } else if (learnt.seasonMillis() != policy.season().toMillis()) {
            return "begins anew: it was for another season, of " + Duration.ofMillis(learnt.seasonMillis());
        } else if (course.last() > now + LEVEL_HOLDS) {
            return "begins anew: it is of the future, " + Instant.ofEpochMilli(course.last() * bucketMillis);
        } else if (learnt.outdated(nowMillis)) {
            return "begins anew: it is of long ago, " + Instant.ofEpochMilli(course.last() * bucketMillis);
        } else if (!sameMeasure && !course.whole()) {
            return "begins anew: it was for other targets, and less than a season";
        }
        boolean levelHolds = sameMeasure && now - course.last() <= LEVEL_HOLDS;
        model = HoltWinters.of(course, levelHolds);
        open = course.last() + 1;
        learnt.errors().forEach(this::note);
        return "goes on" + (course.whole() ? " with a season" : "") + (levelHolds ? "" : " at a level to be learnt");
    }

    /** What it knows that is worth to be kept. */
    Optional<Learnt> learnt(ScalePolicy measure) {
        int known = Math.min(compared, KEPT);
        var kept = IntStream.range(compared - known, compared)
                .mapToObj(i -> errors[i % KEPT])
                .toList();
        return model.course()
                .map(course -> new Learnt(
                        policy.season().toMillis(), measure.targetInFlight(), measure.targetCpu(), course, kept));
    }

    /** Takes the load of this moment. */
    void learn(long atMillis, double load) {
        if (!policy.enabled()) {
            return;
        }
        long bucket = Math.floorDiv(atMillis, bucketMillis);
        if (bucket < open) {
            // The clock went back: what it says is believed again once it is where it was.
            return;
        }
        if (bucket > open) {
            end();
            open = bucket;
        }
        sum += load;
        count++;
    }

    private void end() {
        if (count > 0) {
            double mean = sum / count;
            compare(open, mean);
            model.learn(open, mean);
            long ahead = open + 1 + Math.ceilDiv(horizonMillis, bucketMillis);
            made.addLast(new Made(ahead, model.at(ahead)));
        }
        sum = 0;
        count = 0;
    }

    private void compare(long bucket, double load) {
        while (!made.isEmpty() && made.getFirst().bucket <= bucket) {
            var forecast = made.removeFirst();
            if (forecast.bucket == bucket) {
                note(HoltWinters.error(load, forecast.load));
            }
        }
    }

    private void note(double error) {
        errors[compared % KEPT] = error;
        compared++;
        margin();
    }

    private void margin() {
        int known = Math.min(compared, KEPT);
        var sorted = Arrays.copyOf(errors, known);
        Arrays.sort(sorted);
        margin = Math.max(0, sorted[Math.min(known - 1, known * policy.percentile() / 100)]);
    }

    /**
     * What has to be reckoned with, in endpoints; 0 if nothing is foreseen.
     *
     * @param load of this moment
     */
    double upper(long atMillis, double load) {
        long now = Math.floorDiv(atMillis, bucketMillis);
        if (!policy.enabled() || compared < TRUSTED || now < open || !model.settled()) {
            return 0;
        }
        double most = 0;
        long until = Math.floorDiv(atMillis + horizonMillis, bucketMillis);
        for (long bucket = now; bucket <= until; bucket++) {
            most = Math.max(most, model.at(bucket));
        }
        return Math.min(HoltWinters.above(most, margin), MOST * load + 1);
    }
}
