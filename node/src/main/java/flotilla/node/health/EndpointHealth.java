package flotilla.node.health;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import flotilla.node.balance.LiveEndpoint;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of one endpoint, and the virtual thread that looks after it.
 *
 * <p>Two sides speak of it. Active checks turn the verdict by {@link RiseFall}. Live traffic counts attempts lost in a
 * row ({@link OutlierPolicy.InARow} says which count); at the policy's limit the endpoint is down. From there an active
 * check's rise brings it back (the first check comes at once); without active checks it comes back after the policy's
 * recovery, on probation: the count begins one below the limit, so the next attempt lost puts it out again, and one that
 * is answered ends the probation.
 *
 * <p>Where others check the endpoint instead ({@link CheckSharing}), this node has its own traffic alone to go by, as if
 * there were no active checks; when it begins to check, it goes on from what they have counted.
 *
 * <p>Threads: {@link #succeeded} and {@link #failed} run on I/O threads and touch three atomics; only the attempt that
 * reaches the limit starts a virtual thread for what follows. Every change of state is made under this object's lock,
 * which is why the listener hears of each exactly once and in order. The tending thread runs while there is something
 * to wait for (a check, a recovery), at most one at a time, and so does at most one check.
 */
final class EndpointHealth {

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final LiveEndpoint endpoint;
    private final Time time;
    private final RandomGenerator random;
    private final CheckSharing sharing;
    private final BiConsumer<LiveEndpoint, Verdict> listener;
    private final Pacer pacer;
    private final LongAdder good = new LongAdder();
    private final LongAdder bad = new LongAdder();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicBoolean accused = new AtomicBoolean();

    private volatile Terms terms;
    private volatile Verdict verdict = Verdict.UNKNOWN;
    private volatile boolean ended;

    @GuardedBy("this") private final RiseFall riseFall = new RiseFall();

    @GuardedBy("this") private @Nullable Thread tending;

    /** When live traffic put it out. */
    @GuardedBy("this") private long trippedNanos;

    /** Whether this node's checks of it count; known to the tending thread alone. */
    private boolean checking;

    /** @param random for this endpoint alone */
    EndpointHealth(
            LiveEndpoint endpoint,
            Terms terms,
            Time time,
            RandomGenerator random,
            CheckSharing sharing,
            BiConsumer<LiveEndpoint, Verdict> listener) {
        this.endpoint = endpoint;
        this.terms = terms;
        this.time = time;
        this.random = random;
        this.sharing = sharing;
        this.listener = listener;
        this.pacer = new Pacer(time);
    }

    Verdict verdict() {
        return verdict;
    }

    /** What live traffic has shown so far. */
    Traffic traffic() {
        return new Traffic(good.sum(), bad.sum(), endpoint.answerTimes().read());
    }

    /** Goes on under these terms, with all that is known. */
    synchronized void follow(Terms newTerms) {
        if (newTerms != terms) {
            terms = newTerms;
            pacer.wake();
        }
        tend();
    }

    /** Nothing is heard of it afterwards; a check under way is cut. */
    synchronized void end() {
        ended = true;
        if (tending != null) {
            tending.interrupt();
        }
    }

    void succeeded() {
        good.increment();
        answers();
    }

    private void answers() {
        if (lost.get() != 0) {
            lost.set(0);
        }
    }

    void failed(int status, String reason) {
        bad.increment();
        if (!terms.outliers().counts(status)) {
            answers();
            return;
        }
        int limit = terms.policy().failures();
        int inARow = lost.incrementAndGet();
        if (limit > 0 && inARow >= limit && verdict.up() && accused.compareAndSet(false, true)) {
            Thread.startVirtualThread(() -> trip(reason, inARow));
        }
    }

    private synchronized void trip(String reason, int inARow) {
        if (!ended && verdict.up()) {
            riseFall.set(false);
            trippedNanos = time.nanos();
            change(new Verdict(false, true, "traffic: " + reason + inARow(inARow)));
            pacer.wake();
            tend();
        }
        accused.set(false);
    }

    @GuardedBy("this") private void tend() {
        if (tending == null && !ended && !idle()) {
            tending = Thread.startVirtualThread(this::run);
        }
    }

    private boolean idle() {
        return !terms.policy().active() && verdict.up();
    }

    private void run() {
        Terms last = null;
        var spent = Duration.ZERO;
        while (!finished()) {
            var now = terms;
            try {
                if (now.policy().active()) {
                    spent = step(now, now == last ? now.untilNext(random, spent) : now.phase(random));
                } else if (pacer.pause(now.policy().recovery())) {
                    recover(now);
                }
            } catch (RuntimeException e) {
                LOG.error("{}: check failed, it goes on", endpoint, e);
            }
            last = now;
        }
    }

    /** Waits, then checks unless the terms have changed meanwhile; returns how long the check took. */
    private Duration step(Terms now, Duration pause) {
        pacer.pause(pause);
        if (ended || terms != now) {
            return Duration.ZERO;
        }
        long start = time.nanos();
        if (shared()) {
            recoverInTime(now, start);
            return Duration.ZERO;
        }
        var result = now.check().run(endpoint.endpoint());
        if (take(now, result)) {
            sharing.checked(endpoint, standing(), now.policy().interval(), result.reason());
        }
        return Duration.ofNanos(time.nanos() - start);
    }

    /** Whether others check it now; takes it over from them, or hands it to them. */
    private boolean shared() {
        boolean before = checking;
        checking = sharing.checks(endpoint);
        if (checking && !before) {
            sharing.inherited(endpoint).ifPresent(this::inherit);
        } else if (before && !checking) {
            sharing.checksNoMore(endpoint);
        }
        return !checking;
    }

    private synchronized void inherit(CheckSharing.Standing standing) {
        if (ended) {
            return;
        }
        riseFall.resume(standing);
        if (verdict.up() != standing.up()) {
            change(new Verdict(standing.up(), "found by those who checked it before"));
        }
    }

    private synchronized CheckSharing.Standing standing() {
        return riseFall.standing();
    }

    /** Nobody here checks whether it is well again, so it has a try after a while. */
    private synchronized void recoverInTime(Terms under, long nowNanos) {
        if (verdict.byTraffic()
                && nowNanos - trippedNanos >= under.policy().recovery().toNanos()) {
            recover(under);
        }
    }

    private synchronized boolean finished() {
        if (!ended && !idle()) {
            return false;
        }
        tending = null;
        return true;
    }

    /** Whether the result counts. */
    private synchronized boolean take(Terms under, CheckResult result) {
        if (ended || terms != under) {
            return false;
        }
        var policy = under.policy();
        if (result.good() && riseFall.good(policy.rise())) {
            lost.set(0);
            change(new Verdict(true, result.reason() + inARow(policy.rise())));
        } else if (!result.good() && riseFall.bad(policy.fall())) {
            change(new Verdict(false, result.reason() + inARow(policy.fall())));
        } else if (result.good() && verdict.equals(Verdict.UNKNOWN)) {
            verdict = new Verdict(true, result.reason());
        }
        return true;
    }

    private synchronized void recover(Terms under) {
        if (!ended && terms == under && !verdict.up()) {
            lost.set(Math.max(0, under.policy().failures() - 1));
            riseFall.set(true);
            change(new Verdict(
                    true, "on probation after " + under.policy().recovery().toMillis() + " ms"));
        }
    }

    @GuardedBy("this") private void change(Verdict next) {
        var old = verdict;
        verdict = next;
        LOG.info("{}: {} -> {}: {}", endpoint, word(old), word(next), next.reason());
        listener.accept(endpoint, next);
    }

    private static String inARow(int count) {
        return count == 1 ? "" : ", " + count + " in a row";
    }

    private static String word(Verdict verdict) {
        return verdict.up() ? "up" : "down";
    }
}
