package flotilla.node.cluster;

import flotilla.node.cluster.RefusedMessage.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many messages were not taken, by reason; from any thread. */
public final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    Refusals() {
        for (var reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    /** Counts it, and says once what an operator has to put right. */
    void note(RefusedMessage refusal) {
        boolean first = count(refusal.reason()) == 0;
        if (first && (refusal.reason() == Reason.NAMESAKE || refusal.reason() == Reason.VERSION)) {
            LOG.warn("fleet: a message is not taken: {} (those like it are only counted)", refusal.getMessage());
        } else {
            LOG.debug("fleet: a message is not taken: {}", refusal.getMessage());
        }
    }

    /** Counts one; tells how many of its kind there were before. */
    private long count(Reason reason) {
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
