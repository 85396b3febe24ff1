package flotilla.ops.settings;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.SharedText;
import flotilla.discovery.SharedText.Event;
import flotilla.discovery.SharedText.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A registry with one text, which can be lost sight of; each node sees it through a place of its own. */
final class FakeSharedText {

    private final List<Place> places = new ArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final Executor watches =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());

    @GuardedBy("this") private Version version = Version.NONE;

    SharedText place() {
        var place = new Place();
        synchronized (this) {
            places.add(place);
        }
        return place;
    }

    /** Times that somebody asked for the newest. */
    int reads() {
        return reads.get();
    }

    /** As a registry that was restored: the revision may be any. */
    void restore(Version restored) {
        synchronized (this) {
            version = restored;
        }
        places().forEach(Place::look);
    }

    private synchronized List<Place> places() {
        return List.copyOf(places);
    }

    /** What a watch tells that asked a server which is behind. */
    void tellOld(SharedText place, Version old) {
        ((Place) place).say(new Event.Found(old));
    }

    /** Hides the registry from a place, or shows it again. */
    void hide(SharedText place, boolean hidden) {
        var one = (Place) place;
        one.hidden = hidden;
        if (hidden) {
            one.say(new Event.Stale("consul at 10.0.0.9:8500: refused"));
        } else {
            one.look();
        }
    }

    synchronized Version current() {
        return version;
    }

    private boolean replace(String text, long revision) {
        synchronized (this) {
            if (revision != version.revision()) {
                return false;
            }
            version = new Version(text, revision + 7);
        }
        watches.execute(() -> places().forEach(Place::look));
        return true;
    }

    private final class Place implements SharedText {

        private volatile boolean hidden;
        private volatile Consumer<? super Event> listener = event -> {};

        /** Looks and tells in one step, as one watch does: what was seen before is never told after what is newer. */
        private synchronized void look() {
            say(new Event.Found(current()));
        }

        private synchronized void say(Event event) {
            if (!hidden || event instanceof Event.Stale) {
                listener.accept(event);
            }
        }

        @Override
        public void start(Consumer<? super Event> newListener) {
            listener = newListener;
            look();
        }

        @Override
        public Version read() throws IOException {
            requireSeen();
            reads.incrementAndGet();
            return current();
        }

        @Override
        public boolean replace(String text, long revision) throws IOException {
            requireSeen();
            return FakeSharedText.this.replace(text, revision);
        }

        private void requireSeen() throws IOException {
            if (hidden) {
                throw new IOException("consul at 10.0.0.9:8500: refused");
            }
        }

        @Override
        public void close() {
            listener = event -> {};
        }
    }
}
