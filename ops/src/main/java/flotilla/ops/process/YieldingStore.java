package flotilla.ops.process;

import flotilla.ops.settings.Document;
import flotilla.ops.settings.SettingsStore;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * A store that writes nothing while another process takes this one's place. Both would keep one file, each by what it knows, and
 * what this one wrote after the other had read it would be lost. A shared store knows revisions, and needs no such care.
 */
final class YieldingStore implements SettingsStore {

    private final SettingsStore store;

    private final ReentrantReadWriteLock writing = new ReentrantReadWriteLock();

    private volatile boolean frozen;

    YieldingStore(SettingsStore store) {
        this.store = store;
    }

    /** Whether nothing may be written from now on; what is being written is by then. */
    void freeze(boolean now) {
        writing.writeLock().lock();
        try {
            frozen = now;
        } finally {
            writing.writeLock().unlock();
        }
    }

    @Override
    public boolean replace(Document document, long revision) throws IOException {
        if (store.shared()) {
            return store.replace(document, revision);
        }
        writing.readLock().lock();
        try {
            if (frozen) {
                throw new IOException("another process takes this one's place: ask again in a moment");
            }
            return store.replace(document, revision);
        } finally {
            writing.readLock().unlock();
        }
    }

    @Override
    public void start(Consumer<? super Event> listener) {
        store.start(listener);
    }

    @Override
    public Kept read() throws IOException {
        return store.read();
    }

    @Override
    public boolean shared() {
        return store.shared();
    }

    @Override
    public boolean durable() {
        return store.durable();
    }

    @Override
    public String place() {
        return store.place();
    }

    @Override
    public void close() {
        store.close();
    }
}
