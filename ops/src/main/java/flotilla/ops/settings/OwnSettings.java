package flotilla.ops.settings;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import flotilla.ops.settings.RefusedChange.Reason;
import flotilla.ops.settings.SettingsStore.Event;
import flotilla.ops.settings.SettingsStore.Kept;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is set for this node alone: a document of its own, in a place of its own, that no other node hears of.
 *
 * <p>Threads: this object's lock is held by whoever changes the document, to the end of the write.
 */
final class OwnSettings implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OwnSettings.class);

    private final SettingsStore store;
    private final String node;
    private final Time time;
    private final Layers layers;

    @GuardedBy("this") private long revision;

    private volatile Sheet sheet = Sheet.of(Document.EMPTY);
    private volatile String trouble = "";

    private OwnSettings(SettingsStore store, String node, Time time, Layers layers) {
        this.store = store;
        this.node = node;
        this.time = time;
        this.layers = layers;
    }

    /** @param store of this node alone, which says what it has before its start returns; closed with the result */
    static OwnSettings open(SettingsStore store, String node, Time time, Layers layers) {
        var settings = new OwnSettings(store, node, time, layers);
        store.start(settings::heard);
        return settings;
    }

    private synchronized void heard(Event event) {
        switch (event) {
            case Event.Found(var kept) -> found(kept);
            case Event.Trouble(var reason) -> {
                trouble = reason;
                LOG.warn("{}: {}", Scope.NODE.words(), reason);
            }
        }
    }

    private synchronized void found(Kept kept) {
        adopt(Sheet.of(kept.document()), kept.revision());
        long count =
                kept.document().entries().values().stream().filter(Entry::isSet).count();
        if (count > 0) {
            LOG.info("{}: {} from {} count before those of the fleet", Scope.NODE.words(), count, store.place());
        }
    }

    private synchronized void adopt(Sheet next, long itsRevision) {
        sheet = next;
        revision = itsRevision;
        trouble = "";
        layers.set(Scope.NODE, next.document());
    }

    Sheet sheet() {
        return sheet;
    }

    SettingsStore store() {
        return store;
    }

    /** Why what was kept could not be used, until something is kept again; or empty. */
    String trouble() {
        return trouble;
    }

    /**
     * Changes what is wanted; when this returns it is kept, and counts here.
     *
     * @throws flotilla.discovery.InvalidValue naming what cannot be
     * @throws RefusedChange saying what is in the way
     */
    synchronized void change(Wish wish) throws RefusedChange {
        wish.check();
        var before = sheet;
        var next = wish.made(before, node, time.now());
        if (next.digest() == before.digest()) {
            return;
        }
        try {
            if (!store.replace(next.document(), revision)) {
                throw new RefusedChange(Reason.BUSY, store.place() + " holds something else by now; look again");
            }
        } catch (IOException e) {
            throw new RefusedChange(Reason.UNAVAILABLE, e.getMessage() + "; nothing is changed");
        }
        adopt(next, revision + 1);
        ChangeLog.changed(Scope.NODE, before.document(), next.document());
    }

    @Override
    public void close() {
        store.close();
    }
}
