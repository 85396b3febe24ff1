package flotilla.node.balance;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Weighted round robin in nginx's smooth order, as {@link WeightedSequence} lays it out; a pick takes the next of the
 * sequence. The cursor goes on across rotations. If the next one was tried already, those after it in the sequence
 * follow, and then anyone.
 */
final class SmoothWeighted implements Balancer {

    static final String NAME = "smooth_weighted";

    private static final int LOOK_AHEAD = 64;

    private final AtomicLong cursor;

    SmoothWeighted(long start) {
        cursor = new AtomicLong(start);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Picker over(Rotation rotation) {
        int[] sequence = WeightedSequence.of(rotation);
        return request -> pick(rotation, sequence, request);
    }

    private @Nullable LiveEndpoint pick(Rotation rotation, int[] sequence, Request request) {
        if (sequence.length == 0) {
            return null;
        }
        int start = Math.floorMod(cursor.getAndIncrement(), sequence.length);
        int end = start + Math.min(LOOK_AHEAD, sequence.length);
        for (int at = start; at < end; at++) {
            var endpoint = rotation.endpoint(sequence[at < sequence.length ? at : at - sequence.length]);
            if (!request.tried(endpoint)) {
                return endpoint;
            }
        }
        return rotation.untriedFrom(sequence[start], request);
    }
}
