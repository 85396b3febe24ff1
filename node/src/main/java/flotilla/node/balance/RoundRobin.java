package flotilla.node.balance;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Each endpoint in its turn, whatever the weights; the turn goes on across rotations. */
final class RoundRobin implements Balancer {

    static final String NAME = "round_robin";

    private final AtomicLong cursor;

    RoundRobin(long start) {
        cursor = new AtomicLong(start);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** There are no weights to grow into. */
    @Override
    public boolean ramps() {
        return false;
    }

    @Override
    public Picker over(Rotation rotation) {
        return request -> pick(rotation, request);
    }

    private @Nullable LiveEndpoint pick(Rotation rotation, Request request) {
        int size = rotation.size();
        return size == 0 ? null : rotation.untriedFrom(Math.floorMod(cursor.getAndIncrement(), size), request);
    }
}
