package flotilla.ops.scale;

import java.time.Instant;

/**
 * An advice on its way to those who carry it out.
 *
 * @param id the same however often it is tried
 * @param node that gives it
 * @param wanted endpoints, all in all: doing it twice is doing it once
 */
record Order(
        String id,
        String node,
        String upstream,
        int wanted,
        int present,
        int min,
        int max,
        Signal signal,
        String reason,
        Instant at) {

    static Order of(String node, String upstream, Advice advice, ScalePolicy policy, Instant at) {
        return new Order(
                node + "/" + upstream + "/" + at.toEpochMilli(),
                node,
                upstream,
                advice.wanted(),
                advice.present(),
                policy.min(),
                policy.max(),
                advice.signal(),
                advice.reason(),
                at);
    }
}
