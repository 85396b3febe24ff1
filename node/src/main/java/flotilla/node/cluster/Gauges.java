package flotilla.node.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Figures that nodes tell one another each second, beside what the fleet itself goes by. It carries them and does not know what they
 * mean. Of each node its newest word counts, for three seconds or until the node has left.
 *
 * <p>Threads: {@link #tell} and {@link #heard} from any; the rest by one at a time.
 */
public final class Gauges {

    private static final long FRESH_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long NANOS_PER_MILLI = 1_000_000;

    private record Heard(Message.Origin origin, Map<Long, Reading> readings, long sentNanos) {}

    private final Map<String, Heard> heard = new ConcurrentHashMap<>();

    private volatile List<Reading> own = List.of();

    /** Tells the others these from now on, in place of those before. */
    public void tell(Collection<Reading> readings) {
        var byKey = new TreeMap<Long, Reading>();
        readings.forEach(reading -> byKey.put(reading.key(), reading));
        own = List.copyOf(byKey.values());
    }

    /** What the other nodes tell, by node and by key, with the ages that it has by now. */
    public Map<String, Map<Long, Reading>> heard(long nowNanos) {
        var fresh = new HashMap<String, Map<Long, Reading>>();
        heard.forEach((node, words) -> {
            long nanos = nowNanos - words.sentNanos;
            if (nanos < FRESH_NANOS) {
                fresh.put(node, aged(words.readings, Math.max(0, nanos) / NANOS_PER_MILLI));
            }
        });
        return fresh;
    }

    private static Map<Long, Reading> aged(Map<Long, Reading> readings, long millis) {
        var aged = new HashMap<Long, Reading>();
        readings.forEach(
                (key, each) -> aged.put(key, new Reading(key, each.value(), each.ageMillis() + millis, each.text())));
        return aged;
    }

    List<Reading> own() {
        return own;
    }

    void take(Readings said, long sentNanos) {
        var node = said.origin().node().node();
        var before = heard.get(node);
        if (before == null || said.origin().after(before.origin)) {
            var byKey = new HashMap<Long, Reading>();
            said.all().forEach(reading -> byKey.put(reading.key(), reading));
            heard.put(node, new Heard(said.origin(), byKey, sentNanos));
        }
    }

    void left(Member node) {
        heard.remove(node.node());
    }
}
