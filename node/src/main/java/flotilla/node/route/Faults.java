package flotilla.node.route;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drills of this node, by route. A drill has an end from its beginning on, so that nobody can forget it; and as it is
 * kept in memory alone, a restart ends it too.
 *
 * <p>Threads: changed under a lock, one at a time; the I/O threads read one volatile field, which is null while there is no
 * drill. They look at the end themselves, so none counts for longer, whenever it is cleared away.
 */
public final class Faults implements AutoCloseable {

    /** The longest drill. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private final Time time;

    @GuardedBy("this") private final Alarm alarm;

    private volatile @Nullable Map<String, Drill> drills;

    public Faults(Time time) {
        this.time = time;
        this.alarm = new Alarm(time, this::clearAway);
    }

    /** The drill of a route, or null. */
    public @Nullable Drill of(String route, long nowNanos) {
        var current = drills;
        if (current == null) {
            return null;
        }
        var drill = current.get(route);
        return drill == null || drill.over(nowNanos) ? null : drill;
    }

    /** Those under way, in the order of their routes. */
    public List<Drill> all() {
        var current = drills;
        long now = time.nanos();
        return current == null
                ? List.of()
                : current.values().stream().filter(drill -> !drill.over(now)).toList();
    }

    /** Begins a drill, in place of the route's one if it has one. */
    public synchronized Drill begin(String route, Fault fault, Duration length, String by, String why) {
        InvalidValue.require(
                length.isPositive() && length.compareTo(LONGEST) <= 0,
                "for",
                length.isZero() ? "nothing" : length,
                "more than 0, at most " + LONGEST + ": a drill ends by itself");
        var drill = new Drill(route, fault, by, why, time.now().plus(length), time.nanos() + length.toNanos());
        var next = copy();
        next.put(route, drill);
        publish(next);
        LOG.warn("route {}: drill: {}, for {} s, by {}: {}", route, fault, length.toSeconds(), by, why);
        return drill;
    }

    /** Ends a route's drill before its time; false if it has none. */
    public synchronized boolean end(String route, String by) {
        var next = copy();
        var ended = next.remove(route);
        publish(next);
        if (ended == null || ended.over(time.nanos())) {
            return false;
        }
        over(ended, "ended by " + by);
        return true;
    }

    private synchronized void clearAway() {
        long now = time.nanos();
        var next = copy();
        for (var drill : List.copyOf(next.values())) {
            if (drill.over(now)) {
                next.remove(drill.route());
                over(drill, "its time is over");
            }
        }
        publish(next);
    }

    private static void over(Drill drill, String how) {
        LOG.warn(
                "route {}: drill is over: {}; {} requests waited, {} were answered",
                drill.route(),
                how,
                drill.delayed(),
                drill.aborted());
    }

    private Map<String, Drill> copy() {
        var current = drills;
        return current == null ? new TreeMap<>() : new TreeMap<>(current);
    }

    @GuardedBy("this") private void publish(Map<String, Drill> next) {
        drills = next.isEmpty() ? null : next;
        long now = time.nanos();
        var left =
                next.values().stream().mapToLong(drill -> drill.leftNanos(now)).min();
        if (left.isPresent()) {
            alarm.ringAt(now + Math.max(0, left.getAsLong()));
        }
    }

    @Override
    public synchronized void close() {
        alarm.close();
    }
}
