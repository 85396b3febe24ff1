package flotilla.ops.settings;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.node.cluster.Board;
import flotilla.node.cluster.Fleet;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Posting;
import flotilla.ops.settings.RefusedChange.Reason;
import flotilla.ops.settings.SettingsStore.Event;
import flotilla.ops.settings.SettingsStore.Kept;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's settings, which are those of its fleet: takes changes, keeps them, tells the others, hears of theirs, and
 * lets them count here.
 *
 * <p>With a shared store (Consul) what is kept there is the truth. A change is made from what its leader says and written
 * by compare-and-set; every node watches. The changed document also goes through the fleet at once: whoever hears of a
 * revision that it does not know asks Consul, and takes the fleet's word only while it cannot see Consul. While this node
 * cannot reach Consul a change is refused: taken all the same, it could contradict one made at a node that can.
 *
 * <p>Without one each node keeps a document of its own and they merge ({@link Document#merge}): a change counts at once
 * where it is made, goes to all that can be heard, and to others when they are heard again, as boards that differ are
 * told of every second ({@link Board}).
 *
 * <p>Threads: {@code making} is held by whoever changes the document, from the look at what is there to the end, perhaps
 * for as long as Consul takes to answer: so nobody puts what was read before in the place of what was told since. This
 * object's lock is taken inside it, for what follows in this node, and never held while waiting. Cluster threads only look
 * at the newest {@link Standing} and leave the rest to a thread of this object.
 */
public final class FleetSettings implements Board, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FleetSettings.class);

    /** Longer than Consul's client tries to connect, so that the last good copy is known when nobody answers there. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final long POST_NANOS = Duration.ofMillis(500).toNanos();
    private static final int TRIES = 5;
    private static final String OF_EACH_NODE = "a place of each node's own";

    /**
     * Settings as this node has them.
     *
     * @param revision of the shared store, as far as this node knows; 0 without one
     * @param trouble why the store cannot be seen or used, or empty
     */
    public record Standing(Sheet sheet, long revision, String trouble) {}

    private final SettingsStore store;
    private final String node;
    private final Time time;
    private final Layers layers;
    private final String shelf;
    private final CountDownLatch firstWord = new CountDownLatch(1);
    private final ReentrantLock making = new ReentrantLock();
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("settings").factory());
    private final Oddities odd = new Oddities();

    private volatile Standing standing = new Standing(Sheet.of(Document.EMPTY), 0, "");
    private volatile Optional<Fleet> fleet = Optional.empty();

    @GuardedBy("this") private long postedNanos;

    private FleetSettings(SettingsStore store, String node, Time time, Layers layers) {
        this.store = store;
        this.node = node;
        this.time = time;
        this.layers = layers;
        this.shelf = store.shared() ? store.place() : OF_EACH_NODE;
        this.postedNanos = time.nanos() - POST_NANOS;
    }

    /**
     * Begins with what a store keeps; waits a moment for its first word, so that a node that was told to drain an
     * endpoint does not begin with a request to it.
     *
     * @param store closed with the result
     * @param node the id of this node, to sign changes with
     * @param layers where they come to count
     */
    static FleetSettings open(SettingsStore store, String node, Time time, Layers layers) {
        var settings = new FleetSettings(store, node, time, layers);
        store.start(settings::heard);
        try {
            if (!settings.firstWord.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("settings: {} says nothing yet; begins without", store.place());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return settings;
    }

    /** Settings as they are now. */
    public Standing standing() {
        return standing;
    }

    /** Where settings are kept. */
    public SettingsStore store() {
        return store;
    }

    /** They are those of this node's fleet from now on. */
    void join(Optional<Fleet> itsFleet) {
        fleet = itsFleet;
        itsFleet.ifPresent(one -> one.keep(this));
    }

    /**
     * Changes what is wanted; when this returns it is kept, and counts here.
     *
     * @throws InvalidValue naming what cannot be
     * @throws RefusedChange saying what is in the way
     */
    Standing change(Wish wish) throws RefusedChange {
        wish.check();
        var known = standing.sheet();
        // Before the store is asked: what cannot be is told also while that does not answer.
        var made = wish.made(known, node, time.now());
        making.lock();
        try {
            for (int tries = 0; tries < TRIES; tries++) {
                var kept = kept();
                var base = store.shared() && kept.revision() > 0 ? Sheet.of(kept.document()) : standing.sheet();
                var next = base.digest() == known.digest() ? made : wish.made(base, node, time.now());
                if (next.digest() == base.digest()) {
                    return standing;
                } else if (replaced(next, kept.revision())) {
                    // One above what gave way is less than what the store will tell, and more than anybody knew.
                    adopt(next, kept.revision() + 1);
                    fleet.ifPresent(Fleet::post);
                    return standing;
                }
            }
        } finally {
            making.unlock();
        }
        throw new RefusedChange(
                Reason.BUSY, "others changed the settings at the same moment, again and again; look again");
    }

    /**
     * Checks all that can be told of a change without making it.
     *
     * @throws InvalidValue naming what cannot be
     * @throws RefusedChange if its maker has seen other settings than there are
     */
    void check(Wish wish) throws RefusedChange {
        wish.check();
        wish.made(standing.sheet(), node, time.now());
    }

    private Kept kept() throws RefusedChange {
        try {
            return store.read();
        } catch (IOException e) {
            throw new RefusedChange(
                    Reason.UNAVAILABLE,
                    e.getMessage() + "; nodes go on with the settings they know, which cannot be changed meanwhile");
        }
    }

    private boolean replaced(Sheet next, long revision) throws RefusedChange {
        try {
            return store.replace(next.document(), revision);
        } catch (IOException e) {
            throw new RefusedChange(
                    Reason.UNAVAILABLE, e.getMessage() + "; the change may or may not have been made: look again");
        }
    }

    private void heard(Event event) {
        switch (event) {
            case Event.Found(var kept) -> found(kept);
            case Event.Trouble(var reason) -> trouble(reason);
        }
        firstWord.countDown();
    }

    /** A revision that goes back is an old server's word, or the registry began anew: who decides is asked. */
    private void found(Kept kept) {
        making.lock();
        try {
            believe(store.shared() && kept.revision() < standing.revision() ? store.read() : kept);
        } catch (IOException e) {
            trouble(String.valueOf(e.getMessage()));
        } finally {
            making.unlock();
        }
    }

    private void believe(Kept newest) {
        if (newest.revision() > 0) {
            adopt(Sheet.of(newest.document()), newest.revision());
        } else if (store.shared() && !standing.sheet().document().equals(Document.EMPTY)) {
            trouble(store.place() + " is not there; what is known goes on, and the next change puts it there");
        } else {
            trouble("");
        }
    }

    private synchronized void trouble(String reason) {
        if (!reason.equals(standing.trouble()) && !reason.isEmpty()) {
            LOG.warn("settings: {}", reason);
        }
        standing = new Standing(standing.sheet(), standing.revision(), reason);
    }

    private synchronized void adopt(Sheet sheet, long revision) {
        var before = standing.sheet().document();
        standing = new Standing(sheet, revision, "");
        if (!before.equals(sheet.document())) {
            ChangeLog.changed(Scope.FLEET, before, sheet.document());
            layers.set(Scope.FLEET, sheet.document());
        }
    }

    @Override
    public Posting posting() {
        var now = standing;
        return now.sheet().posting(shelf, store.shared() ? now.revision() : 0);
    }

    @Override
    public void read(Member from, Posting posting) {
        var now = standing;
        if (!posting.place().equals(shelf)) {
            if (odd.isNew(from.node() + " " + posting.place())) {
                LOG.warn(
                        "settings: {} keeps its own in {}, and not in {} as this node does",
                        from,
                        posting.place(),
                        shelf);
            }
        } else if (posting.digest() != now.sheet().digest()) {
            if (!posting.isHead()) {
                reader.execute(() -> take(from, posting));
            } else if (!store.shared() || now.revision() > posting.revision()) {
                postAgain();
            }
        }
    }

    private void take(Member from, Posting posting) {
        try {
            var sheet = Sheet.of(DocumentJson.read(posting.text()));
            if (store.shared()) {
                takeNewer(sheet, posting.revision());
            } else {
                merge(sheet);
            }
        } catch (InvalidValue e) {
            if (odd.isNew(from.node() + " " + e.getMessage())) {
                LOG.warn("settings: what {} has cannot be used here: {}", from, e.getMessage());
            }
        }
    }

    /** Somebody knows of a revision that this node does not: Consul is asked, and the fleet believed if that fails. */
    private void takeNewer(Sheet sheet, long revision) {
        making.lock();
        try {
            if (revision > standing.revision()) {
                believe(store.read());
            }
        } catch (IOException e) {
            LOG.debug("settings: taken by the fleet's word: {}", e.toString());
            var trouble = standing.trouble();
            adopt(sheet, revision);
            trouble(trouble);
        } finally {
            making.unlock();
        }
    }

    private void merge(Sheet theirs) {
        making.lock();
        try {
            var ours = standing.sheet();
            var merged = Sheet.of(ours.document().merge(theirs.document()));
            if (merged.digest() != ours.digest()) {
                ChangeLog.lost(ours.document(), theirs.document());
                keep(merged.document());
                adopt(merged, 0);
            }
            if (merged.digest() != theirs.digest()) {
                postAgain();
            }
        } finally {
            making.unlock();
        }
    }

    /** What others have decided counts here, also if it cannot be kept here. */
    private void keep(Document document) {
        try {
            store.replace(document, store.read().revision());
        } catch (IOException e) {
            LOG.warn("settings: {} cannot be written, and is older than what counts: {}", store.place(), e.toString());
        }
    }

    /** Boards differ: tells the others what stands here, at most twice a second. */
    private synchronized void postAgain() {
        if (time.nanos() - postedNanos >= POST_NANOS) {
            postedNanos = time.nanos();
            fleet.ifPresent(Fleet::post);
        }
    }

    @Override
    public void close() {
        store.close();
        reader.shutdownNow();
    }
}
