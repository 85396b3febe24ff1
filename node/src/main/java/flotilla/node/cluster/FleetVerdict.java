package flotilla.node.cluster;

import java.util.List;

/**
 * What the fleet says of an endpoint.
 *
 * @param by the nodes whose opinions made it, in order
 * @param reason what one of them saw, or empty
 */
public record FleetVerdict(State state, List<String> by, String reason) {

    /** Nobody has an opinion that still holds: each node goes by its own. */
    static final FleetVerdict UNKNOWN = new FleetVerdict(State.UNKNOWN, List.of(), "");

    /** How sure it is. */
    public enum State {
        /** Whoever checks it finds it well. */
        UP,
        /** One finds it down, which may be that one's own trouble: it stays in, and deserves less. */
        DOUBTED,
        /** Enough agree that it is down. */
        DOWN,
        UNKNOWN
    }

    public FleetVerdict {
        by = List.copyOf(by);
    }
}
