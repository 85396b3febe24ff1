package flotilla.node.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The limits of rate that a node keeps, by name. They are there before the node has joined a fleet and without one: then
 * nobody sets their shares, and each lets pass the whole of it.
 *
 * <p>Whoever makes a table asks for all it needs and then has the rest forgotten, so that a limit is the same object for
 * as long as tables name it, whatever else changes in them.
 *
 * <p>Threads: one that makes tables; any may look at {@link #all}.
 */
public final class FleetLimits {

    private final Time time;

    @GuardedBy("this") private final Map<String, FleetLimit> byName = new LinkedHashMap<>();

    @GuardedBy("this") private final Set<String> wanted = new HashSet<>();

    private volatile List<FleetLimit> all = List.of();

    public FleetLimits(Time time) {
        this.time = time;
    }

    /** The limit of this name, which lets pass that much from now on. */
    public synchronized FleetLimit limit(String name, AllowedRate allowed) {
        wanted.add(name);
        var limit = byName.get(name);
        if (limit == null) {
            limit = new FleetLimit(name, allowed, time.nanos());
            byName.put(name, limit);
            all = List.copyOf(byName.values());
        } else {
            limit.allow(allowed, time.nanos());
        }
        return limit;
    }

    /** Forgets those that nobody has asked for since the last call. */
    public synchronized void forgetOthers() {
        if (byName.keySet().retainAll(wanted)) {
            all = List.copyOf(byName.values());
        }
        wanted.clear();
    }

    /** All there are now. */
    public List<FleetLimit> all() {
        return all;
    }
}
