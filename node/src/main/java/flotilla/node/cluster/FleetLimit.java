package flotilla.node.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.node.balance.Mixed;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A limit of rate that holds for the whole fleet, as one node keeps it: what is asked for is counted and told, and this
 * node lets pass its {@link LimitShare}, which follows. A node that is alone has the whole of it.
 *
 * <p>Theory: the generic cell rate algorithm (ITU-T I.371). One number is kept, the moment at which all that passed would
 * be used up at the present pace; a request passes if that moment is not further ahead than the burst, and moves it on
 * by one interval. Fractions of a request need no rounding, which a share of a small limit could not stand.
 *
 * <p>Worked example: 10 per second over the fleet with a burst of 20, and a share of a half: an interval is 200 ms, so
 * 10 pass at once and one each 200 ms after that. In any time t the whole fleet lets pass {@code limit * t + burst} at
 * most, one more for each node whose part of the burst is less than a request, and what shares overlap while demand
 * shifts. Demand is averaged over five seconds: what is asked for by chance must not move shares to and fro, as a share
 * is lost where nobody asks; and a burst evens out the rest.
 *
 * <p>Threads: any ask, without a lock, by one volatile read and one compare-and-set; who sets the pace takes turns.
 */
public final class FleetLimit implements SharedLimit {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double DEMAND_SPAN_NANOS = 5e9;
    private static final long NEVER = Duration.ofDays(1000).toNanos();

    private final String name;
    private final long key;
    private final LongAdder asked = new LongAdder();
    private final Rate demand = new Rate(DEMAND_SPAN_NANOS);
    private final AtomicLong usedUpAt;

    @GuardedBy("this") private AllowedRate allowed;

    @GuardedBy("this") private double part = 1;

    private volatile Pace pace;
    private long counted;

    /** One request each {@code intervalNanos}, and what {@code burstNanos} hold of them at once. */
    private record Pace(long intervalNanos, long burstNanos) {

        static Pace of(AllowedRate allowed, double part) {
            return new Pace(nanos(1 / (allowed.perSecond() * part)), nanos(allowed.burst() / allowed.perSecond()));
        }

        private static long nanos(double seconds) {
            return Math.clamp((long) Math.min(seconds * NANOS_PER_SECOND, (double) NEVER), 1, NEVER);
        }
    }

    FleetLimit(String name, AllowedRate allowed, long nowNanos) {
        this.name = name;
        this.key = Mixed.hash(name);
        this.allowed = allowed;
        this.usedUpAt = new AtomicLong(nowNanos);
        this.pace = Pace.of(allowed, 1);
    }

    public String name() {
        return name;
    }

    /** Of the whole fleet. */
    public synchronized AllowedRate allowed() {
        return allowed;
    }

    /** What this node lets pass now, per second. */
    public double perSecond() {
        return NANOS_PER_SECOND / pace.intervalNanos();
    }

    /** Counts a request and answers 0 if it passes; otherwise the nanoseconds after which one would. */
    public long acquire(long nowNanos) {
        asked.increment();
        var current = pace;
        while (true) {
            long before = usedUpAt.get();
            long ahead = Math.max(before - nowNanos, 0);
            // A whole request more than the burst holds passes when nothing was used, or small shares would get none.
            long wait = Math.min(ahead, ahead + current.intervalNanos() - current.burstNanos());
            if (wait > 0 || current.intervalNanos() == NEVER) {
                return Math.max(wait, 1);
            }
            if (usedUpAt.compareAndSet(before, nowNanos + ahead + current.intervalNanos())) {
                return 0;
            }
        }
    }

    /** Takes back that a request passed, because it goes nowhere. */
    public void giveBack() {
        usedUpAt.addAndGet(-pace.intervalNanos());
    }

    /** Lets the fleet pass another rate from here on. */
    synchronized void allow(AllowedRate newAllowed, long nowNanos) {
        if (!newAllowed.equals(allowed)) {
            allowed = newAllowed;
            turn(nowNanos);
        }
    }

    @Override
    public long key() {
        return key;
    }

    @Override
    public void count(long nanos) {
        long sum = asked.sum();
        demand.add((double) (sum - counted), nanos);
        counted = sum;
    }

    @Override
    public double demand() {
        return demand.perSecond();
    }

    @Override
    public synchronized void share(double peersDemand, double seen, double expected, long nowNanos) {
        double limit = allowed.perSecond();
        share(LimitShare.of(limit, demand(), peersDemand, seen, expected), nowNanos);
    }

    /** What this node lets pass from here on, per second. */
    synchronized void share(double perSecond, long nowNanos) {
        part = perSecond / allowed.perSecond();
        turn(nowNanos);
    }

    /**
     * Sets the pace. What was used is the same number of requests afterwards: else one that passed at a tiny share would
     * bar all others for as long as that share would have.
     */
    @GuardedBy("this") private void turn(long nowNanos) {
        var next = Pace.of(allowed, part);
        double before = pace.intervalNanos();
        pace = next;
        long until = usedUpAt.get();
        while (before != next.intervalNanos() && until - nowNanos > 0) {
            long ahead = (long) Math.min((until - nowNanos) / before * next.intervalNanos(), (double) NEVER);
            if (usedUpAt.compareAndSet(until, nowNanos + ahead)) {
                return;
            }
            until = usedUpAt.get();
        }
    }
}
