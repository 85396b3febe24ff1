package flotilla.ops.process.follow;

import flotilla.node.Passing;
import flotilla.ops.config.Settings;
import flotilla.ops.process.follow.Follower.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has all parts follow another configuration as one: each prepares its change; only if all could, the node among them, they are
 * made.
 *
 * <p>An I/O thread that read a part just before it was replaced may go on using it until the end of what it is at. So between the
 * change and the end of what was before, each I/O thread is given a task: when it has done that, it has come past the change. What
 * it wrote into a log's queue before is there for the last round of that log.
 */
public final class Followers {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Follower> parts = new ArrayList<>();
    private final int threads;

    /** @param threads I/O threads */
    public Followers(int threads) {
        this.threads = threads;
    }

    /** Another one; parts are complete before the first change. */
    public void add(List<Follower> more) {
        parts.addAll(more);
    }

    /**
     * Changes everything, or nothing.
     *
     * @param node changes the node itself; may refuse
     * @param everyThread runs a task on each I/O thread
     */
    public void follow(Settings newer, Runnable node, Consumer<Runnable> everyThread) {
        var changes = new ArrayList<Change>();
        try {
            for (var part : parts) {
                changes.add(part.prepare(newer));
            }
            node.run();
        } catch (RuntimeException e) {
            changes.reversed().forEach(Change::giveUp);
            throw e;
        }
        if (changes.stream().allMatch(Change.NONE::equals)) {
            return;
        }
        changes.forEach(Change::make);
        awaitThreads(everyThread);
        changes.forEach(Change::retire);
    }

    private void awaitThreads(Consumer<Runnable> everyThread) {
        long missing = Passing.await(everyThread, threads, PATIENCE);
        if (missing > 0) {
            LOG.warn("configuration: {} of {} I/O threads do not answer, it goes on", missing, threads);
        }
    }
}
