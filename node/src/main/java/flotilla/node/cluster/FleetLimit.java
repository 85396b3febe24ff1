package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;
import flotilla.node.balance.Mixed;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A limit of rate that holds for the whole fleet, as one node keeps it: what is asked for is counted and told, and this
 * node lets pass its {@link LimitShare}, which follows.
 *
 * <p>Theory: the generic cell rate algorithm (ITU-T I.371). One number is kept, the moment at which all that passed would
 * be used up at the present rate; a request passes if that moment is not further ahead than the burst, and moves it on
 * by one interval. Fractions of a request need no rounding, which a share of a small limit could not stand.
 *
 * <p>Worked example: 10 per second over the fleet with a burst of 2 s, and a share of a half: an interval is 200 ms, so
 * 10 pass at once and one each 200 ms after that. In any time t the whole fleet lets pass {@code limit * (t + burst)} at
 * most, and what shares overlap while demand shifts. Demand is averaged over five seconds: what is asked for by chance
 * must not move shares to and fro, as a share is lost where nobody asks; and a burst evens out the rest.
 *
 * <p>Threads: any ask, without a lock; one at a time sets the share.
 */
public final class FleetLimit {

    static final Duration BURST = Duration.ofSeconds(2);

    private static final long BURST_NANOS = BURST.toNanos();
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double DEMAND_SPAN_NANOS = 5e9;
    private static final long NEVER = Duration.ofDays(1000).toNanos();

    private final String name;
    private final long key;
    private final double perSecond;
    private final LongAdder asked = new LongAdder();
    private final Rate demand = new Rate(DEMAND_SPAN_NANOS);
    private final AtomicLong usedUpAt;

    private volatile long intervalNanos;
    private long counted;

    FleetLimit(String name, double perSecond, long nowNanos) {
        InvalidValue.require(perSecond > 0, "perSecond", perSecond, "> 0");
        this.name = name;
        this.key = Mixed.hash(name);
        this.perSecond = perSecond;
        this.usedUpAt = new AtomicLong(nowNanos - BURST_NANOS);
        this.intervalNanos = Math.max(1, (long) (NANOS_PER_SECOND / perSecond));
    }

    public String name() {
        return name;
    }

    /** Of the whole fleet. */
    public double perSecond() {
        return perSecond;
    }

    /** Counts a request, and tells whether it passes. */
    public boolean tryAcquire(long nowNanos) {
        asked.increment();
        long interval = intervalNanos;
        while (interval < NEVER) {
            long before = usedUpAt.get();
            long from = Math.max(before - nowNanos, 0);
            // A whole request more than the burst holds passes when nothing was used, or small shares would get none.
            if (from > 0 && from + interval > BURST_NANOS) {
                return false;
            }
            if (usedUpAt.compareAndSet(before, nowNanos + from + interval)) {
                return true;
            }
        }
        return false;
    }

    long key() {
        return key;
    }

    /** Counts what was asked for since the last call. */
    void count(long nanos) {
        long sum = asked.sum();
        demand.add((double) (sum - counted), nanos);
        counted = sum;
    }

    /** What this node is asked for, per second. */
    double demand() {
        return demand.perSecond();
    }

    /**
     * What this node lets pass from here on, per second. What was used is the same number of requests afterwards: else
     * one that passed at a tiny share would bar all others for as long as that share would have.
     */
    void share(double rate, long nowNanos) {
        double before = intervalNanos;
        double next = rate <= 0 ? NEVER : Math.min(NANOS_PER_SECOND / rate, (double) NEVER);
        if (before == next) {
            return;
        }
        intervalNanos = (long) next;
        long until = usedUpAt.get();
        while (until - nowNanos > 0) {
            long ahead = (long) Math.min((until - nowNanos) / before * next, (double) NEVER);
            if (usedUpAt.compareAndSet(until, nowNanos + ahead)) {
                return;
            }
            until = usedUpAt.get();
        }
    }
}
