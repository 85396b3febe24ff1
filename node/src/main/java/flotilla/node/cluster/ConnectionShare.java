package flotilla.node.cluster;

/**
 * What one node may have open of the connections that the whole fleet may have to one endpoint.
 *
 * <p>Theory. The bound is split as any limit is ({@link LimitShare}), by attempts in flight, which want a connection each
 * and count those that wait for one. Open connections are no measure of it: a node that has many idle ones would keep them
 * from others. But unlike a rate, what a node has taken it cannot give back at once: an attempt under way keeps its
 * connection. Three rules keep the sum within the bound while parts shift:
 *
 * <ul>
 *   <li>A node opens no more than there is room for: what nobody has told to have open is free, and it takes of that as
 *       much as its share is of the whole, so that all together do not take it twice.
 *   <li>It goes by what all, itself included, told last and not by its own count of the moment. Else each would borrow
 *       what the others have not told of yet.
 *   <li>It gives up at once and gains late: the least of what came out at the last {@value #TICKS} ticks counts. Within
 *       that time each other node has told twice, so one lost report does no harm.
 * </ul>
 *
 * <p>Parts are rounded down, and never to zero: a node that nobody knew to have anything to do may begin. Worked example:
 * of 10 connections, node a has 10 in use and 5 more attempts wait, b begins with 15: their shares are 5 each. a closes
 * what is released, b opens its first at once and the next as a tells to have less. Bound: with {@code n} nodes
 * {@code max + n - 1} connections while nothing changes; what is told too late, when all begin at one moment and reports
 * are lost, comes on top until the next but one is heard.
 *
 * <p>Not for several threads.
 */
final class ConnectionShare {

    static final int TICKS = 3;

    /** What of a demand that has just come counts at once: the parts must not follow each draw of chance. */
    private static final double NEWS = 0.2;

    /** Sums of floating point that ought to be whole may lie a little below. */
    private static final double ROUNDING = 1e-6;

    private final int[] last = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    private int at;
    private double ownDemand;
    private double peersDemand;

    /**
     * What was told of an endpoint last.
     *
     * @param inFlight attempts, those that wait for a connection included
     * @param connections open ones, idle ones included
     */
    record Load(double inFlight, double connections) {}

    /**
     * The part from now on; called once for each report that this node sends.
     *
     * @param max of the whole fleet
     * @param peers of all others together, faded by age
     * @param seen how many nodes are seen, this one included; one that fades counts in part
     * @param expected how many there should be
     */
    int next(int max, Load own, Load peers, double seen, double expected) {
        ownDemand += NEWS * (own.inFlight() - ownDemand);
        peersDemand += NEWS * (peers.inFlight() - peersDemand);
        double share = LimitShare.of(max, ownDemand, peersDemand, seen, expected);
        double here = max * Math.min(1, seen / expected);
        double room = Math.max(0, here - own.connections() - peers.connections());
        double reach = own.connections() + Math.ceil(room * share / here - ROUNDING);
        last[at] = (int) Math.max(1, Math.min(Math.floor(share + ROUNDING), reach));
        at = (at + 1) % TICKS;
        return Math.min(last[0], Math.min(last[1], last[2]));
    }
}
