package flotilla.node.resilience;

import flotilla.node.balance.Mixed;
import flotilla.node.cluster.SharedLimit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many retries an upstream bears, over the fleet: a part of its requests, and a floor besides, so that little traffic
 * has retries too. When all endpoints fail, every node's retries together are what the budget lets pass, however many
 * nodes there are.
 *
 * <p>Theory: each request pays in a part of a retry, each retry takes a whole one out. The part needs no word between
 * nodes: the sum of the parts that nodes pay in is the part of the fleet's requests. The floor is one number for the
 * fleet, split evenly over the nodes that there should be: it is for those with little traffic, and by traffic they would
 * have next to nothing of it. So there is nothing to tell other nodes of it either.
 * What is paid in is kept in two purses. In {@code earned} it melts, by a factor of e each second: under steady traffic it
 * comes to one second's worth, and a night's worth is not spent in one moment. In {@code spare} the floor heaps up to
 * ten seconds' worth, which is for the few requests of a quiet hour.
 *
 * <p>Worked example: 20 % and 3 per second, 1,000 requests per second over the fleet. All endpoints fail: at once 200 + 30
 * retries, and 203 each second from then on. The load on the endpoints is 1.203 times what is asked for in the long run,
 * and 1.23 times in the first ten seconds. With a floor of 3 it stays below 1.25 times from 60 requests per second on.
 *
 * <p>Threads: any pays and takes, without a lock. A request costs one striped addition and one read; ten times a second
 * one of them, who wins a compare-and-set, brings the purses up to date. What fleets do with limits is for one thread.
 */
public final class RetryBudget implements SharedLimit {

    private static final double UNIT = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double EARNED_SECONDS = 1;
    private static final double SPARE_SECONDS = 10;
    private static final long STEP_NANOS = Duration.ofMillis(100).toNanos();
    private static final long NEVER = Long.MIN_VALUE;

    private final long key;
    private final LongAdder requests = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder fallbacks = new LongAdder();
    private final AtomicLong earned = new AtomicLong();
    private final AtomicLong spare;
    private final AtomicLong paidIn = new AtomicLong();
    private final AtomicLong broughtUp = new AtomicLong(NEVER);

    private volatile double part;
    private volatile double fleetFloor;
    private volatile Hedging hedging;

    /** This node's part of the floor, per second. */
    private volatile double floor;

    /** @param upstream names it between nodes */
    public RetryBudget(String upstream, RetryPolicy policy) {
        this.key = Mixed.hash("retries of " + upstream);
        this.part = policy.budgetPercent() / 100.0;
        this.fleetFloor = policy.budgetPerSecond();
        this.floor = fleetFloor;
        this.hedging = new Hedging(policy.hedge());
        this.spare = new AtomicLong((long) (fleetFloor * SPARE_SECONDS * UNIT));
    }

    /** Goes by this policy from here on, with what is in its purses and all its counts; by one thread at a time. */
    public void follow(RetryPolicy policy) {
        double before = fleetFloor;
        part = policy.budgetPercent() / 100.0;
        fleetFloor = policy.budgetPerSecond();
        floor = before == 0 ? fleetFloor : floor / before * fleetFloor;
        hedging = hedging.under(policy.hedge());
    }

    /** A request has come; pays its part in. */
    public void request(long nowNanos) {
        requests.increment();
        bringUp(nowNanos);
    }

    /** Takes a retry, or says that there is none left. */
    public boolean tryRetry(long nowNanos) {
        bringUp(nowNanos);
        if (take(earned) || take(spare)) {
            retries.increment();
            return true;
        }
        refused.increment();
        return false;
    }

    /** Counts a retry that is free: the try before it was no load. */
    public void freeRetry() {
        retries.increment();
    }

    /** Counts a request that goes to the fallback upstream, where it is no retry. */
    public void fellBack() {
        fallbacks.increment();
    }

    /** Requests that went to the fallback upstream. */
    public long fallbacks() {
        return fallbacks.sum();
    }

    /** Retries so far. */
    public long retries() {
        return retries.sum();
    }

    /** Retries that there would have been with a larger budget. */
    public long refused() {
        return refused.sum();
    }

    /** The retries that are made before a try has failed. */
    public Hedging hedging() {
        return hedging;
    }

    private static boolean take(AtomicLong purse) {
        long there = purse.get();
        while (there >= UNIT) {
            if (purse.compareAndSet(there, there - (long) UNIT)) {
                return true;
            }
            there = purse.get();
        }
        return false;
    }

    private void bringUp(long nowNanos) {
        long before = broughtUp.get();
        boolean due = before == NEVER || nowNanos - before >= STEP_NANOS;
        if (!due || !broughtUp.compareAndSet(before, nowNanos) || before == NEVER) {
            return;
        }
        long all = requests.sum();
        double came = Math.max(0, all - paidIn.getAndSet(all));
        double seconds = (nowNanos - before) / NANOS_PER_SECOND;
        double kept = Math.exp(-seconds / EARNED_SECONDS);
        double income = came * part / seconds * EARNED_SECONDS * (1 - kept) * UNIT;
        change(earned, kept, income, Double.MAX_VALUE);
        change(spare, 1, floor * seconds * UNIT, mostSpare());
    }

    /** A node whose share is tiny has its one retry too, after as long as that takes. */
    private double mostSpare() {
        return floor == 0 ? 0 : Math.max(UNIT, floor * SPARE_SECONDS * UNIT);
    }

    private static void change(AtomicLong purse, double kept, double income, double max) {
        long there = purse.get();
        while (!purse.compareAndSet(there, (long) Math.min(there * kept + income, max))) {
            there = purse.get();
        }
    }

    @Override
    public long key() {
        return key;
    }

    @Override
    public void count(long nanos) {}

    @Override
    public double demand() {
        return 0;
    }

    @Override
    public void share(double peersDemand, double seen, double expected, long nowNanos) {
        floor = fleetFloor / Math.max(seen, expected);
        // At once: nodes that have just met had the whole of it each.
        change(spare, 1, 0, mostSpare());
    }
}
