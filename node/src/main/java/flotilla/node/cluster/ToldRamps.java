package flotilla.node.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * When slow starts began, by the earliest word of the other nodes. Each says again every second what it has under way. Two
 * words on one beginning differ by what their messages' delays differ; what is within {@value #SAME_MILLIS} ms stays as it
 * was, so that nothing changes without need. Not for several threads.
 */
final class ToldRamps {

    private static final int SAME_MILLIS = 50;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LONGEST_MILLIS = Duration.ofDays(1).toMillis();
    private static final long LIFE_NANOS = Duration.ofMillis(2500).toNanos();

    private final Said<RampAge> said = new Said<>(RampAge::key, ramp -> LIFE_NANOS, (one, other) -> true);
    private Map<Long, Long> begun = Map.of();

    /** Takes what another node said, and tells whether that is news. */
    boolean take(Verdicts verdicts, long sentNanos) {
        return said.take(verdicts.origin(), verdicts.whole(), verdicts.ramps(), sentNanos);
    }

    /** By endpoint, the moment on this node's clock. */
    Map<Long, Long> at(long nowNanos) {
        said.expire(nowNanos);
        var next = new HashMap<Long, Long>();
        for (long key : said.keys()) {
            said.of(key, nowNanos).stream()
                    .mapToLong(word -> word.sentNanos()
                            - Math.min(LONGEST_MILLIS, word.said().ageMillis()) * NANOS_PER_MILLI)
                    .reduce((one, other) -> one - other < 0 ? one : other)
                    .ifPresent(since -> next.put(key, settled(key, since)));
        }
        begun = next;
        return next;
    }

    private long settled(long key, long since) {
        var before = begun.get(key);
        return before != null && Math.abs(before - since) <= SAME_MILLIS * NANOS_PER_MILLI ? before : since;
    }
}
