package flotilla.node.balance;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A way of choosing among the endpoints of one upstream. One balancer lives as long as its upstream keeps its policy;
 * for each new {@link Rotation} it prepares a {@link Picker}, so that whatever depends on membership alone (tables,
 * rings, sequences) is computed once, off the path of a request.
 */
public interface Balancer {

    /** The name it has in a configuration. */
    String name();

    /** Prepares picks from this rotation; what must go on across rotations (a cursor) is kept in the balancer. */
    Picker over(Rotation rotation);

    /**
     * Whether endpoints that newly serve grow into their weights here ({@link SlowStart}). Not where a change of weights
     * costs more than a newcomer's first moments, or where weights do not count.
     */
    default boolean ramps() {
        return true;
    }

    /** Whether it is the request's key that chooses, so that the same key finds the same endpoint. */
    default boolean keyed() {
        return false;
    }

    /** Picks from one rotation. Called from every I/O thread at once: no locks, no allocation. */
    interface Picker {

        /** An endpoint that has not been tried for this request, or null if there is none. */
        @Nullable LiveEndpoint pick(Request request);
    }

    /** What a pick may know of the request it is for. */
    interface Request {

        /** A well mixed hash of what the upstream is balanced on: the client's address, a header, the path. */
        long hashKey();

        /** Whether this endpoint failed for this request already. */
        boolean tried(LiveEndpoint endpoint);

        /** The generator of the calling thread. */
        RandomGenerator random();

        /** The moment of the pick, on the clock that latencies are measured by. */
        long nanos();
    }

    /** Makes balancers of one name; found by {@link java.util.ServiceLoader}, the built-in ones in {@link Balancers}. */
    interface Provider {

        String name();

        Balancer create(BalancePolicy policy);
    }
}
