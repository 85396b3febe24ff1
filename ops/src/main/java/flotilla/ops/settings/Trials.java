package flotilla.ops.settings;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.ops.settings.RefusedChange.Reason;
import flotilla.ops.settings.Trial.Phase;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes in steps: one counts at this node alone first, while the errors of the upstreams that it concerns are watched, and
 * is made for all nodes when its time is over; or it is rolled back, as soon as it does harm or if it could not show that it
 * does none.
 *
 * <p>Nothing is written anywhere before it is made for all: a node that dies meanwhile leaves no trace of its trial, and what
 * others change meanwhile counts beneath it.
 *
 * <p>Harm is told early only where chance does not do the same: when the lower end of Wilson's interval, at {@value
 * #DEVIATIONS} standard deviations, is above what is allowed. At the end the share itself decides.
 *
 * <p>Threads: one of its own watches; {@code lock} keeps the phases of a trial apart from those who end it.
 */
public final class Trials implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final double DEVIATIONS = 3;

    private final NodeSettings settings;
    private final Function<Set<String>, Tally> tallies;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable Trial latest;
    private volatile @Nullable Thread watcher;

    /** @param tallies of the requests to upstreams of these names */
    public Trials(NodeSettings settings, Function<Set<String>, Tally> tallies, Time time) {
        this.settings = settings;
        this.tallies = tallies;
        this.time = time;
    }

    /** The one under way, or the last there was. */
    public Optional<Trial> latest() {
        return Optional.ofNullable(latest);
    }

    /**
     * Begins one; when this returns the change counts here.
     *
     * @throws InvalidValue naming what cannot be
     * @throws RefusedChange saying what is in the way
     */
    public Trial begin(Wish wish, TrialTerms terms) throws RefusedChange {
        settings.checkTrial(wish);
        lock.lock();
        try {
            var before = latest;
            if (before != null && before.phase() == Phase.WATCHED) {
                throw new RefusedChange(
                        Reason.BUSY,
                        "a change by " + before.wish().by() + " is tried at this node until "
                                + before.began().plus(before.terms().watch()) + "; wait, or end its trial");
            }
            var trial = new Trial(
                    before == null ? 1 : before.number() + 1, wish, terms, time.now(), Phase.WATCHED, Tally.NONE, "");
            var start = tallies.apply(concerned(wish));
            latest = trial;
            settings.tryOut(wish.values());
            LOG.info(
                    "settings: {} are tried at this node for {} s, by {}{}",
                    wish.values(),
                    terms.watch().toSeconds(),
                    wish.by(),
                    wish.why().isEmpty() ? "" : ": " + wish.why());
            long end = time.nanos() + terms.watch().toNanos();
            watcher = Thread.ofVirtual().name("trial").start(() -> watch(trial, start, end));
            return trial;
        } finally {
            lock.unlock();
        }
    }

    /** Rolls back the one under way, if there is one; returns what became of the latest. */
    public Optional<Trial> end(String by) {
        lock.lock();
        try {
            var trial = latest;
            if (trial != null && trial.phase() == Phase.WATCHED) {
                rollBack(trial, trial.seen(), "ended by " + by);
            }
            return latest();
        } finally {
            lock.unlock();
        }
    }

    private static Set<String> concerned(Wish wish) {
        return wish.values().keySet().stream().map(Key::upstream).collect(Collectors.toSet());
    }

    private void watch(Trial trial, Tally start, long endNanos) {
        try {
            while (look(trial, start, endNanos)) {
                time.pause(LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether to look again. */
    private boolean look(Trial trial, Tally start, long endNanos) {
        lock.lock();
        try {
            var now = latest;
            if (now == null || now.number() != trial.number() || now.phase() != Phase.WATCHED) {
                return false;
            }
            return judge(now, start, endNanos);
        } catch (RuntimeException e) {
            LOG.error("settings: what is tried at this node cannot be judged", e);
            rollBack(trial, trial.seen(), "it could not be judged: " + e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean judge(Trial now, Tally start, long endNanos) {
        var seen = tallies.apply(concerned(now.wish())).since(start);
        latest = now.in(Phase.WATCHED, seen, "");
        double max = now.terms().maxErrors();
        int least = now.terms().minRequests();
        if (seen.shareAtLeast(DEVIATIONS) > max) {
            rollBack(now, seen, seen + ", more than " + percent(max));
        } else if (time.nanos() - endNanos < 0) {
            return true;
        } else if (seen.requests() < least) {
            rollBack(now, seen, seen + " are too few to tell (expected: " + least + ")");
        } else if (seen.share() > max) {
            rollBack(now, seen, seen + ", more than " + percent(max));
        } else {
            apply(now, seen);
        }
        return false;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private void apply(Trial trial, Tally seen) {
        try {
            settings.change(Scope.FLEET, trial.wish());
            settings.tryOut(Map.of());
            latest = trial.in(Phase.APPLIED, seen, seen.toString());
            LOG.info("settings: {} count at all nodes now: {}", trial.wish().values(), seen);
        } catch (RefusedChange | InvalidValue e) {
            rollBack(trial, seen, String.valueOf(e.getMessage()));
        }
    }

    private void rollBack(Trial trial, Tally seen, String why) {
        try {
            settings.tryOut(Map.of());
        } finally {
            latest = trial.in(Phase.ROLLED_BACK, seen, why);
        }
        LOG.warn(
                "settings: {} are rolled back at this node, and were never at another: {}",
                trial.wish().values(),
                why);
    }

    @Override
    public void close() {
        var thread = watcher;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
