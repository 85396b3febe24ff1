package flotilla.ops.reload;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.discovery.Unobtainable;
import flotilla.ops.config.Configuration;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.config.Settings;
import flotilla.ops.reload.RefusedConfig.Reason;
import flotilla.ops.reload.Revision.By;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration that counts, and the way for another one to take its place: looked through, compared, and then applied
 * as a whole or not at all. Each that came to count is a {@link Revision}; the last few are kept.
 *
 * <p>The file is where a process begins. A configuration that comes from elsewhere counts until the next one or the end of
 * the process, and leaves the file alone.
 *
 * <p>Threads: any; one change at a time, the others wait for it. Reading does not wait.
 */
public final class RunningConfig {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    private final Sources sources;
    private final Time time;
    private final History history;

    /** The one who takes it over; throws {@link InvalidValue} or {@link UncheckedIOException} if that cannot be. */
    @GuardedBy("this") private Consumer<Settings> node = settings -> {
        throw new IllegalStateException("the process has not started yet");
    };

    /** Written under this object's lock: what was refused by it was, and what was not is over before it is set. */
    private volatile boolean frozen;

    private volatile Running running;

    private volatile boolean fileRefused;

    /** @param fromFile whether it is what stood in the file when that was read last */
    private record Running(Configuration configuration, Revision revision, boolean fromFile) {}

    private RunningConfig(Configuration first, Sources sources, Time time, History history, boolean frozen) {
        this.frozen = frozen;
        this.sources = sources;
        this.time = time;
        this.history = history;
        var text = first.text();
        var revision = history.newest()
                .filter(newest -> newest.text().equals(text))
                .orElseGet(() -> history.add(time.now(), new By("start", ""), text));
        this.running = new Running(first, revision, true);
    }

    /** @param first what the process was started with */
    public static RunningConfig of(Configuration first, Sources sources, Time time) {
        return of(first, sources, time, false);
    }

    /** @param frozen whether it begins as after {@link #freeze}: nothing of it is written, which another process does */
    public static RunningConfig of(Configuration first, Sources sources, Time time, boolean frozen) {
        return new RunningConfig(first, sources, time, History.of(first.settings(), frozen), frozen);
    }

    /** Has the node follow from now on. */
    public synchronized void attach(Consumer<Settings> follower) {
        node = follower;
    }

    /**
     * Lets no other come to count until {@link #thaw}; returns once one that is under way does. It would bind ports here and not in
     * the process that takes this one's place.
     */
    public synchronized void freeze() {
        frozen = true;
    }

    public synchronized void thaw() {
        frozen = false;
        history.keep();
    }

    /** Whether no other may come to count now. */
    boolean frozen() {
        return frozen;
    }

    /** Nobody follows any more, as the process stops; waits for a change that is under way. */
    public synchronized void detach() {
        node = settings -> {
            throw new IllegalStateException("the process is stopping");
        };
    }

    /** The one that counts. */
    public Revision revision() {
        return running.revision();
    }

    /** What it comes to. */
    public Configuration configuration() {
        return running.configuration();
    }

    /** Whether it came from the file; false: over the API, and the file may say something else. */
    public boolean fromFile() {
        return running.fromFile();
    }

    /** Whether what stood in the file, and in those that it names, did not come to count when it was read last. */
    public boolean fileRefused() {
        return fileRefused;
    }

    /** Those that are kept, the newest first, which is the one that counts. */
    public List<Revision> history() {
        return history.all();
    }

    /**
     * What would change; nothing does.
     *
     * @throws InvalidConfig with every mistake in the text
     */
    public Plan plan(String text) throws InvalidConfig {
        var present = configuration();
        return new Plan(Configuration.of(present.file(), text, sources).after(present));
    }

    /**
     * Lets a text count in place of the present one, and returns once it does.
     *
     * @param expected the revision that the caller has seen; empty: whichever counts
     * @return what has changed
     * @throws InvalidConfig with every mistake in the text; nothing has changed
     * @throws RefusedConfig if it cannot be; nothing has changed
     */
    public synchronized Plan apply(String text, By by, OptionalLong expected) throws InvalidConfig, RefusedConfig {
        requireRevision(expected);
        return apply(Configuration.of(configuration().file(), text, sources), by, false);
    }

    /** The same with what stands in the file now. */
    public Plan applyFile(By by) throws InvalidConfig, RefusedConfig {
        return applyFile(by, OptionalLong.empty());
    }

    /** The same if the revision that the caller has seen counts. */
    public synchronized Plan applyFile(By by, OptionalLong expected) throws InvalidConfig, RefusedConfig {
        requireRevision(expected);
        return applyRead(true, by);
    }

    /** The same with the present text: what stands in the files that it names may have changed. */
    public synchronized Plan applyNamedFiles(By by) throws InvalidConfig, RefusedConfig {
        return applyRead(false, by);
    }

    @GuardedBy("this") private Plan applyRead(boolean file, By by) throws InvalidConfig, RefusedConfig {
        boolean counts = false;
        try {
            var present = configuration();
            var next = file
                    ? Configuration.read(present.file(), sources)
                    : Configuration.of(present.file(), present.text(), sources);
            var plan = apply(next, by, file || running.fromFile());
            counts = true;
            return plan;
        } finally {
            fileRefused = !counts;
        }
    }

    /** The same with the text of a revision that is kept. */
    public synchronized Plan rollBack(long revision, By by, OptionalLong expected) throws InvalidConfig, RefusedConfig {
        var kept = history.all().stream()
                .filter(one -> one.number() == revision)
                .findFirst()
                .orElseThrow(() -> new RefusedConfig(
                        Reason.NO_SUCH_REVISION,
                        "revision: " + revision + " (expected: one of "
                                + history.all().stream().map(Revision::number).toList() + ")"));
        return apply(kept.text(), by, expected);
    }

    /** With the reason, unless that is in it. */
    private static String told(UncheckedIOException e) {
        var message = String.valueOf(e.getMessage());
        var cause = e.getCause();
        return cause == null || message.endsWith(String.valueOf(cause.getMessage())) ? message : message + ": " + cause;
    }

    private void requireRevision(OptionalLong expected) throws RefusedConfig {
        long present = revision().number();
        if (expected.isPresent() && expected.getAsLong() != present) {
            throw new RefusedConfig(
                    Reason.OTHER_REVISION, "revision: " + expected.getAsLong() + " (expected: " + present + ")");
        }
    }

    @GuardedBy("this") private Plan apply(Configuration next, By by, boolean fromFile) throws RefusedConfig {
        if (frozen) {
            throw new RefusedConfig(
                    Reason.FROZEN, "another process takes this one's place, by a file that it has read: ask it");
        }
        var before = running;
        var plan = new Plan(next.after(before.configuration()));
        if (!plan.needRestart().isEmpty()) {
            throw new RefusedConfig(
                    Reason.NEEDS_RESTART,
                    "needs a restart, or an upgrade (flotilla -u), which loses no request: "
                            + Plan.told(plan.needRestart()),
                    plan.needRestart());
        }
        if (!plan.changes().isEmpty()) {
            try {
                node.accept(next.settings());
            } catch (Unobtainable missing) {
                throw new RefusedConfig(missing, told(missing));
            } catch (UncheckedIOException e) {
                throw new RefusedConfig(Reason.IMPOSSIBLE, told(e));
            } catch (InvalidValue | IllegalStateException e) {
                throw new RefusedConfig(Reason.IMPOSSIBLE, String.valueOf(e.getMessage()));
            }
        } else if (next.text().equals(before.configuration().text())) {
            running = new Running(next, before.revision(), before.fromFile() || fromFile);
            LOG.info("configuration: asked by {}, nothing has changed", by.who());
            return plan;
        }
        var revision = history.add(time.now(), by, next.text());
        running = new Running(next, revision, fromFile);
        LOG.info(
                "configuration: revision {} -> {} by {}{}: {}",
                before.revision().number(),
                revision.number(),
                by.who(),
                by.why().isEmpty() ? "" : " (" + by.why() + ")",
                plan);
        return plan;
    }
}
