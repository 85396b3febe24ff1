package flotilla.node.resilience;

import java.util.concurrent.atomic.LongAdder;

/**
 * An upstream's hedged requests: when a second try is due, and how many there were. What they may cost is the matter of
 * its {@link RetryBudget}: a hedge is a retry that is made before the first try has failed.
 *
 * <p>Threads: any, without a lock.
 */
public final class Hedging {

    public static final Hedging NONE = new Hedging(HedgePolicy.OFF);

    private static final long NEVER = -1;

    private final HedgePolicy policy;
    private final LatencyQuantile latencies;
    private final LongAdder made;
    private final LongAdder won;

    public Hedging(HedgePolicy policy) {
        this(policy, new LongAdder(), new LongAdder());
    }

    private Hedging(HedgePolicy policy, LongAdder made, LongAdder won) {
        this.policy = policy;
        this.made = made;
        this.won = won;
        this.latencies = new LatencyQuantile(Math.max(1, policy.percentile()) / 100.0);
    }

    /** Itself if that is its policy, else another that goes on with its counts. */
    Hedging under(HedgePolicy wanted) {
        return wanted.equals(policy) ? this : new Hedging(wanted, made, won);
    }

    public boolean on() {
        return policy.on();
    }

    /** From the beginning of a try to its hedge, in nanoseconds; -1: there is none. */
    public long delayNanos() {
        if (!policy.on()) {
            return NEVER;
        }
        if (policy.percentile() == 0) {
            return policy.delay().toNanos();
        }
        long usual = latencies.nanos();
        return usual < 0 ? NEVER : Math.max(usual, policy.delay().toNanos());
    }

    /** A first try got the first byte of its answer after this time, or was given up after it because its hedge was quicker. */
    public void took(long nanos) {
        if (policy.percentile() > 0) {
            latencies.record(nanos);
        }
    }

    /** A second try is made beside the first. */
    public void hedged() {
        made.increment();
    }

    /** It was the quicker. */
    public void won() {
        won.increment();
    }

    /** Second tries so far. */
    public long made() {
        return made.sum();
    }

    /** Those of them that gave the answer. */
    public long wins() {
        return won.sum();
    }
}
