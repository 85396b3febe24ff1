package flotilla.discovery;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The {@link Sight} of every source that is open now. */
public final class Sights {

    private final List<Sight> open = new CopyOnWriteArrayList<>();

    /** For a source that begins to look; it says so when it no longer does. */
    public Sight open(URI source, Time time) {
        var sight = new Sight(source, time);
        open.add(sight);
        return sight;
    }

    /** The source no longer looks. */
    public void close(Sight sight) {
        open.remove(sight);
    }

    /** Those that look now, in the order in which they began. */
    public List<Sight> all() {
        return List.copyOf(open);
    }
}
