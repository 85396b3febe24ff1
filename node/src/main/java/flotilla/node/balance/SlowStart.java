package flotilla.node.balance;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * How an endpoint that newly serves grows into its weight: {@code weight * max(minWeight, (t / time)^(1 / aggression))},
 * as Envoy's slow start has it.
 *
 * <p>The curve is climbed in {@value #STEPS} steps, each held from its beginning on, so that a ramp costs that many
 * rotations and no more, and so that all who know when it began change at the same moments. Worked example, as by
 * default: 10 % at once, 15 % after 1.5 s, 50 % after 5 s, all after 10 s.
 *
 * @param time from the first request to the whole weight; zero: no slow start
 * @param aggression 1: in a straight line; more: quicker at first; less: slower at first
 * @param minWeight the share of its weight that an endpoint has at once
 */
public record SlowStart(Duration time, double aggression, double minWeight) {

    static final int STEPS = 20;
    private static final Duration LONGEST = Duration.ofHours(1);

    public static final SlowStart DEFAULT = new SlowStart(Duration.ofSeconds(10), 1, 0.1);
    public static final SlowStart OFF = new SlowStart(Duration.ZERO, 1, 0.1);

    public SlowStart {
        InvalidValue.require(!time.isNegative() && time.compareTo(LONGEST) <= 0, "time", time, "0 (off) to 1h");
        InvalidValue.require(aggression >= 0.1 && aggression <= 10, "aggression", aggression, "0.1 to 10");
        InvalidValue.require(minWeight >= 0.01 && minWeight <= 1, "minWeight", minWeight, "0.01 to 1");
    }

    /** The share of its weight that an endpoint has so long after it began to serve. */
    double share(long ageNanos) {
        return over(ageNanos) ? 1 : Math.max(minWeight, Math.pow((double) step(ageNanos) / STEPS, 1 / aggression));
    }

    /** How old it is when it has this share on the curve, steps left aside. */
    public long ageNanos(double share) {
        return Math.round(time.toNanos() * Math.pow(share, aggression));
    }

    /** Whether it has its whole weight by then. */
    boolean over(long ageNanos) {
        return ageNanos >= time.toNanos();
    }

    /** How old it is when its share changes next; of use while it is not over. */
    long nextStepNanos(long ageNanos) {
        long next = step(ageNanos) + 1;
        return next * time.toNanos() / STEPS + 1;
    }

    private long step(long ageNanos) {
        return Math.max(0, ageNanos) * STEPS / time.toNanos();
    }
}
