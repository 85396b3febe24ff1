package flotilla.node.resilience;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.node.balance.Mixed;
import flotilla.node.cluster.LimitShare;
import flotilla.node.cluster.Rate;
import flotilla.node.cluster.SharedLimit;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one client has asked of this node in its present minute, and how much of that may pass.
 *
 * <p>Threads: any ask. What is asked for is only summed up for the few clients that the fleet is told of, by one thread;
 * a request that makes a client one of them does so too.
 */
final class ClientLimit implements SharedLimit {

    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final long WINDOW_NANOS = WINDOW.toNanos();
    private static final double SECONDS = WINDOW.toSeconds();
    private static final double DEMAND_SPAN_NANOS = 10e9;
    private static final double ROUNDING = 1e-6;

    private final long key;
    private final int perMinute;
    private final long startNanos;
    private final AtomicLong newest;
    private final AtomicRateLimiter limiter;
    private final AtomicInteger asked = new AtomicInteger();

    @GuardedBy("this") private final Rate demand = new Rate(DEMAND_SPAN_NANOS);

    @GuardedBy("this") private long countedNanos;

    private volatile int counted;

    /** Whether it is one of those of whom others may be told. */
    private volatile boolean heavy;

    /** Of {@link #perMinute}, what may pass here. */
    private volatile int part;

    /** @param client names it on this node; other nodes are told a hash */
    ClientLimit(long client, RateLimiterConfig config, long nanos) {
        key = Mixed.hash("client " + client);
        perMinute = config.getLimitForPeriod();
        part = perMinute;
        startNanos = nanos;
        countedNanos = nanos;
        newest = new AtomicLong(nanos);
        limiter = new AtomicRateLimiter("client", config, Map.of(), newest::get);
    }

    /** Counts a request; returns 0 if it passes, else the nanoseconds until the client's next minute. */
    long nanosUntil(long nanos) {
        advance(nanos);
        asked.getAndIncrement();
        int used = perMinute - limiter.getMetrics().getAvailablePermissions();
        if (used < part && limiter.acquirePermission(1)) {
            return 0;
        }
        return WINDOW_NANOS - Math.floorMod(nanos - startNanos, WINDOW_NANOS);
    }

    private void advance(long nanos) {
        long before = newest.get();
        while (nanos - before > 0 && !newest.compareAndSet(before, nanos)) {
            before = newest.get();
        }
    }

    /** Requests since they were summed up last, or ever. */
    int uncounted() {
        return asked.get() - counted;
    }

    /** Lets the whole limit pass here: nobody says what other nodes are asked for. */
    void alone() {
        part = perMinute;
    }

    @Override
    public long key() {
        return key;
    }

    boolean heavy() {
        return heavy;
    }

    void heavy(boolean now) {
        heavy = now;
    }

    /** Sums up what was asked for until now. */
    synchronized void countUntil(long nanos) {
        int sum = asked.get();
        demand.add(sum - counted, nanos - countedNanos);
        counted = sum;
        countedNanos = nanos;
    }

    /** Nothing: it is counted where it is chosen among the heaviest. */
    @Override
    public void count(long nanos) {}

    @Override
    public synchronized double demand() {
        return demand.perSecond();
    }

    /** A client that stays with one node has all of its limit there, whatever else goes on in the fleet. */
    @Override
    public void share(double peersDemand, double seen, double expected, long nowNanos) {
        double perSecond = perMinute / SECONDS;
        part = peersDemand == 0
                ? perMinute
                : (int) Math.ceil(LimitShare.of(perSecond, demand(), peersDemand, seen, expected) * SECONDS - ROUNDING);
    }
}
