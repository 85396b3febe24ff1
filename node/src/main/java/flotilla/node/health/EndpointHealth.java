package flotilla.node.health;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.resilience.Breaker;
import flotilla.node.resilience.BreakerPolicy.HalfOpen;
import java.time.Duration;
import java.util.Locale;
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
 * <p>Two sides speak of it. Active checks turn the verdict by {@link RiseFall}. Live traffic opens the endpoint's {@link
 * Breaker}: by its rates, or by attempts lost in a row, which are counted here ({@link OutlierPolicy.InARow} says
 * which count). What opens the breaker puts the endpoint out for as
 * long as it is open. Then it comes back and is half-open: the breaker lets few attempts through, which decide. With active checks it
 * has to pass these as well, from the moment it went out (the first check comes at once), unless the policy has it half-open by
 * traffic alone.
 *
 * <p>Where others check the endpoint instead ({@link CheckSharing}), this node has its own traffic alone to go by, as if
 * there were no active checks; when it begins to check, it goes on from what they have counted.
 *
 * <p>Threads: {@link #succeeded} and {@link #failed} run on I/O threads and touch three atomics; only a breaker that
 * opens starts a virtual thread for what follows. Every change of state is made under this object's lock,
 * which is why the listener hears of each exactly once and in order. The tending thread runs while there is something
 * to wait for (a check, the end of an open time), at most one at a time, and so does at most one check.
 */
final class EndpointHealth {

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    /** Of a thousand: what is lost in a row is all. */
    private static final int ALL_LOST = 1000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LiveEndpoint endpoint;
    private final Time time;
    private final RandomGenerator random;
    private final CheckSharing sharing;
    private final BiConsumer<LiveEndpoint, Verdict> listener;
    private final Pacer pacer;
    private final LongAdder good = new LongAdder();
    private final LongAdder bad = new LongAdder();
    private final AtomicInteger lost = new AtomicInteger();

    private volatile Terms terms;
    private volatile Breaker breaker;
    private volatile Verdict verdict = Verdict.UNKNOWN;
    private volatile boolean ended;

    @GuardedBy("this") private final RiseFall riseFall = new RiseFall();

    @GuardedBy("this") private @Nullable Thread tending;

    /** Until when live traffic has put it out. */
    @GuardedBy("this") private long outUntilNanos;

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
        this.breaker = breakerOf(terms);
        this.outUntilNanos = time.nanos();
    }

    private Breaker breakerOf(Terms by) {
        return new Breaker(by.breaker(), time.nanos(), this::turned);
    }

    Breaker breaker() {
        return breaker;
    }

    Verdict verdict() {
        return verdict;
    }

    /** What live traffic has shown so far. */
    Traffic traffic() {
        return new Traffic(good.sum(), bad.sum(), endpoint.answerTimes().read());
    }

    /** Goes on under these terms, with all that is known, but for what a breaker of another policy has counted. */
    synchronized void follow(Terms newTerms) {
        if (newTerms != terms) {
            terms = newTerms;
            if (!newTerms.breaker().equals(breaker.policy())) {
                breaker = breakerOf(newTerms);
            }
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
        if (limit > 0 && inARow >= limit && verdict.up()) {
            breaker.trip(reason + inARow(inARow), ALL_LOST, time.nanos());
        }
    }

    /** The breaker has changed; on whichever thread brought that about. */
    private void turned(Breaker.Change change) {
        boolean open = change.to() == Breaker.State.OPEN;
        LOG.info(
                "{}: breaker {} -> {}{}: {}",
                endpoint,
                word(change.from()),
                word(change.to()),
                open ? " for " + change.openNanos() / NANOS_PER_MILLI + " ms" : "",
                change.why());
        if (open) {
            Thread.startVirtualThread(() -> trip(change));
        }
    }

    private synchronized void trip(Breaker.Change change) {
        if (ended) {
            return;
        }
        outUntilNanos = time.nanos() + change.openNanos();
        if (verdict.up()) {
            if (byChecks(terms)) {
                riseFall.set(false);
            }
            change(new Verdict(false, true, "breaker: " + change.why()));
            pacer.wake();
            tend();
        }
    }

    /** Whether checks must rise before it is half-open. */
    private static boolean byChecks(Terms terms) {
        return terms.policy().active() && terms.breaker().halfOpen() == HalfOpen.CHECKS;
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
                } else if (pacer.pause(untilHalfOpen())) {
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
        pacer.pause(sooner(pause));
        if (ended || terms != now) {
            return Duration.ZERO;
        }
        long start = time.nanos();
        if (shared()) {
            recoverByTraffic(now);
            return Duration.ZERO;
        }
        if (!byChecks(now)) {
            recoverByTraffic(now);
        }
        var result = now.check().run(endpoint.endpoint());
        result.cpu().ifPresent(cpu -> endpoint.cpu(cpu, time.nanos()));
        if (take(now, result, now.policy().fall())) {
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

    private synchronized Duration untilHalfOpen() {
        return Duration.ofNanos(Math.max(0, outUntilNanos - time.nanos()));
    }

    /** The end of the open time is a moment to look, however far the next check is. */
    private Duration sooner(Duration pause) {
        var open = untilHalfOpen();
        return open.isPositive() && open.compareTo(pause) < 0 ? open : pause;
    }

    /** No check has a say in whether it is well again, so its breaker tries it. */
    private synchronized void recoverByTraffic(Terms under) {
        if (verdict.byTraffic()) {
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

    /** Checks it besides its turns; of one of whom nothing is known this alone decides. */
    void checkAtOnce() {
        var now = terms;
        if (now.policy().active() && verdict.equals(Verdict.UNKNOWN)) {
            take(now, now.check().run(endpoint.endpoint()), 1);
        }
    }

    /** Whether the result counts. */
    private synchronized boolean take(Terms under, CheckResult result, int fall) {
        if (ended || terms != under) {
            return false;
        }
        var policy = under.policy();
        if (!result.good()) {
            if (riseFall.bad(fall)) {
                change(new Verdict(false, result.reason() + inARow(fall)));
            }
            return true;
        }
        riseFall.good(policy.rise());
        if (verdict.equals(Verdict.UNKNOWN)) {
            verdict = new Verdict(true, result.reason());
        } else if (riseFall.up() && !verdict.up() && !untilHalfOpen().isPositive()) {
            lost.set(0);
            change(new Verdict(true, result.reason() + inARow(policy.rise())));
        }
        return true;
    }

    private synchronized void recover(Terms under) {
        if (!ended && terms == under && !verdict.up() && !untilHalfOpen().isPositive()) {
            lost.set(0);
            riseFall.set(true);
            change(new Verdict(true, "the breaker's open time is over"));
        }
    }

    @GuardedBy("this") private void change(Verdict next) {
        var old = verdict;
        verdict = next;
        endpoint.figures().turned();
        LOG.info("{}: {} -> {}: {}", endpoint, word(old), word(next), next.reason());
        listener.accept(endpoint, next);
    }

    private static String inARow(int count) {
        return count == 1 ? "" : ", " + count + " in a row";
    }

    private static String word(Breaker.State state) {
        return state.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String word(Verdict verdict) {
        return verdict.up() ? "up" : "down";
    }
}
