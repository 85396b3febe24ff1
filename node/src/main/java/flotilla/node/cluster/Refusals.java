package flotilla.node.cluster;

import flotilla.node.cluster.RefusedMessage.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many messages were not taken, by reason; from any thread. */
public final class Refusals {

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    Refusals() {
        for (var reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    /** Counts one; tells how many of its kind there were before. */
    long count(Reason reason) {
        var adder = counts.get(reason);
        if (adder == null) {
            throw new AssertionError(reason);
        }
        long before = adder.sum();
        adder.increment();
        return before;
    }

    /** Of each reason, how many. */
    public Map<Reason, Long> counts() {
        var sums = new EnumMap<Reason, Long>(Reason.class);
        counts.forEach((reason, adder) -> sums.put(reason, adder.sum()));
        return Map.copyOf(sums);
    }
}
