package flotilla.node.cluster;

/**
 * A limit that holds for the whole fleet, as one node keeps it: it counts what it is asked for, which the others are
 * told, and lets pass the part that follows. One thread at a time calls these methods; who asks is another matter.
 */
public interface SharedLimit {

    /** Names it between nodes: a hash, the same everywhere. */
    long key();

    /** Counts what was asked for since the last call, {@code nanos} ago. */
    void count(long nanos);

    /** What this node is asked for, per second. */
    double demand();

    /**
     * Takes this node's part from here on.
     *
     * @param peersDemand what all others that are seen are asked for, per second
     * @param seen how many nodes are seen, this one included; a node that fades counts in part
     * @param expected how many there should be
     */
    void share(double peersDemand, double seen, double expected, long nowNanos);
}
