package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;

/**
 * Another node of the fleet, as the transport knows it.
 *
 * @param node its own stable id, which outlives restarts
 * @param epoch milliseconds since 1970 when it started: a restart is another epoch, and the higher one counts
 */
public record Member(String node, long epoch) {

    public Member {
        InvalidValue.require(
                node.matches("[A-Za-z0-9._-]{1,64}"),
                "node",
                node,
                "1 to 64 letters, digits, dots, dashes, underscores");
        InvalidValue.require(epoch > 0, "epoch", epoch, "milliseconds since 1970");
    }

    @Override
    public String toString() {
        return node + "@" + epoch;
    }
}
