package flotilla.ops.scale;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides how many endpoints one upstream should have, sample by sample.
 *
 * <p>Up at once: as soon as the load of the last {@value #SMOOTHED_MILLIS} ms, or what is foreseen for the time until a new endpoint is
 * up ({@link Forecast}), is more than the endpoints advised so far carry. Down late: to the most that was needed within the
 * cool-down, with the policy's hysteresis on top, as one endpoint too many costs less than one too few. (Kubernetes' horizontal
 * autoscaler calls that stabilization, with its five minutes; its tolerance works both ways, this one only
 * downwards.) Never down while a part of the load is not seen, and neither up nor down while nothing is known.
 *
 * <p>Worked example: target 20, hysteresis 10 %. 70 requests: 4 endpoints are advised. At 81 it is 5 at once. At 75 it stays 5,
 * since 75 * 1.1 / 20 = 4.1. At 70 it becomes 4 after the cool-down, unless there was more meanwhile.
 *
 * <p>All nodes of a fleet decide, from the same reports, so that each knows the past when it becomes the one that acts; {@link
 * #adopt} lets the others go on from what that one has advised. Not for several threads.
 */
final class Advisor {

    static final long SMOOTHED_MILLIS = 15_000;

    /** An endpoint's worth that is too little to ask for another one: what sums and means leave over. */
    private static final double CRUMB = 0.01;

    /** No more than so many times those that serve are advised. */
    private static final double AT_ONCE = 3;

    /** So many more may be advised in any case. */
    private static final int FEW = 4;

    private ScalePolicy policy;
    private Forecast forecast;
    private final RecentMean inFlight = new RecentMean(SMOOTHED_MILLIS);
    private final RecentMean waiting = new RecentMean(SMOOTHED_MILLIS);
    private final RecentMean cpu = new RecentMean(SMOOTHED_MILLIS);
    private final RecentMax needed;

    private boolean begun;
    private long begunMillis;
    private int wanted;

    Advisor(ScalePolicy policy) {
        this.policy = policy;
        this.forecast = forecast(policy);
        this.needed = new RecentMax(window(policy));
    }

    private static Forecast forecast(ScalePolicy policy) {
        return new Forecast(policy.forecast(), horizonMillis(policy));
    }

    private static long horizonMillis(ScalePolicy policy) {
        return policy.startTime().toMillis() + SMOOTHED_MILLIS;
    }

    private static long window(ScalePolicy policy) {
        return Math.max(1, policy.coolDown().toMillis());
    }

    /**
     * Goes by another policy from now on, from what it has advised, within the new bounds. What was needed of late still counts, and the
     * time that it was watched for: as far back as it was looked. A forecast stays too, unless it is for another season or
     * by other targets.
     *
     * @return what becomes of the forecast, in words, where it does not just stay
     */
    Optional<String> follow(ScalePolicy newer, long nowMillis) {
        var before = policy;
        policy = newer;
        wanted = begun ? newer.bounded(wanted) : wanted;
        needed.follow(window(newer));
        begunMillis = begunMillis == 0 ? 0 : Math.max(begunMillis, nowMillis - window(before));
        if (before.forecast().season().equals(newer.forecast().season()) && before.measuresLike(newer)) {
            forecast.follow(newer.forecast(), horizonMillis(newer));
            return Optional.empty();
        }
        var learnt = forecast.learnt(before);
        forecast = forecast(newer);
        return learnt.map(known -> resume(known, nowMillis));
    }

    /** Whether it has seen a whole season. */
    boolean seasonal() {
        return forecast.seasonal();
    }

    /** How many buckets of time its forecast has learnt from. */
    long seen() {
        return forecast.seen();
    }

    /** Goes on from what was learnt before; in words, how. */
    String resume(Learnt learnt, long nowMillis) {
        return forecast.resume(learnt, learnt.sameTargets(policy), nowMillis);
    }

    /** What is worth to be kept over a restart. */
    Optional<Learnt> learnt() {
        return forecast.learnt(policy);
    }

    /** Somebody else has advised this number, and it goes on from there. */
    void adopt(int advised) {
        wanted = advised;
        begun = true;
    }

    /** What to advise now. */
    Advice advise(Sample sample) {
        if (!sample.trouble().isEmpty()) {
            return unknown(sample, sample.trouble());
        }
        var smooth = smoothed(sample);
        var load = Load.of(smooth, policy);
        if (load.isEmpty()) {
            return unknown(sample, "no endpoint reports its cpu, and there is no target_in_flight");
        }
        if (!begun) {
            adopt(policy.bounded(sample.present()));
        }
        if (begunMillis == 0) {
            begunMillis = sample.atMillis();
        }
        if (sample.whole()) {
            forecast.learn(sample.atMillis(), load.get().endpoints());
        }
        return decide(
                smooth, load.get(), forecast.upper(sample.atMillis(), load.get().endpoints()));
    }

    private Advice unknown(Sample sample, String why) {
        inFlight.clear();
        waiting.clear();
        cpu.clear();
        return new Advice(false, begun ? wanted : 0, sample.present(), 0, 0, Signal.NONE, why);
    }

    private Sample smoothed(Sample now) {
        long at = now.atMillis();
        var share =
                now.cpu().isPresent() ? OptionalDouble.of(cpu.with(at, now.cpu().getAsDouble())) : now.cpu();
        return new Sample(
                at,
                now.present(),
                now.serving(),
                inFlight.with(at, now.inFlight()),
                waiting.with(at, now.waiting()),
                share,
                now.whole(),
                now.trouble());
    }

    private Advice decide(Sample sample, Load load, double foreseen) {
        double most = Math.min(Math.max(load.endpoints(), foreseen), atOnce(sample));
        int up = rounded(most);
        int down = needed.with(sample.atMillis(), rounded(most * (1 + policy.hysteresis() / 100.0)));
        boolean foresight = foreseen > load.endpoints() && up > rounded(load.endpoints());
        var signal = foresight ? Signal.FORECAST : load.signal();
        var words = foresight ? words(load, foreseen) : load.words();
        if (policy.bounded(up) > wanted) {
            wanted = policy.bounded(up);
        } else if (policy.bounded(down) < wanted) {
            if (!sample.whole() || !cooledDown(sample)) {
                signal = Signal.COOL_DOWN;
                words += sample.whole() ? "; watched for less than cool_down" : "; nodes of the fleet are not heard";
            } else {
                wanted = policy.bounded(down);
            }
        } else if (policy.bounded(up) < wanted) {
            signal = Signal.COOL_DOWN;
            words += "; " + up + " would do now";
        }
        wanted = policy.bounded(wanted);
        if (up > policy.max()) {
            signal = Signal.MAX;
            words += "; " + up + " would be needed, max " + policy.max();
        } else if (wanted == policy.min() && up < policy.min()) {
            signal = Signal.MIN;
            words += "; min " + policy.min();
        }
        return new Advice(true, wanted, sample.present(), load.endpoints(), foreseen, signal, words);
    }

    /** What may be asked for at once: a queue grows while those who are to work it off start, and would ask for ever more. */
    private static double atOnce(Sample sample) {
        return Math.max(AT_ONCE * sample.serving(), sample.serving() + FEW);
    }

    private boolean cooledDown(Sample sample) {
        return sample.atMillis() - begunMillis >= policy.coolDown().toMillis();
    }

    private String words(Load load, double foreseen) {
        return String.format(
                Locale.ROOT,
                "forecast: work for %.1f endpoints within %d s, %.1f now; %s",
                foreseen,
                policy.startTime().toSeconds(),
                load.endpoints(),
                load.words());
    }

    private static int rounded(double endpoints) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(endpoints - CRUMB));
    }
}
