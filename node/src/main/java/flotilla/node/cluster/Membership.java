package flotilla.node.cluster;

/**
 * A node's place in a fleet.
 *
 * @param self who it is to the others
 * @param cluster the way to them; closed with the node
 */
public record Membership(Member self, Cluster cluster, FleetPolicy policy) {}
