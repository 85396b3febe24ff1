package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;

/**
 * A node's part of a limit that holds for the whole fleet, be it of a rate, of requests in flight or of connections.
 *
 * <p>Theory: the limit is split in proportion to demand, and what is left beyond all demand evenly, so that each node
 * may serve what it is asked for while the limit is not reached, and none is idle on a part that another needs. A fortieth
 * is always left to the even part: a node that nobody asked yet is not without anything. It is so little because it is
 * lost while the limit binds: with a quarter, a fleet of three whose clients all come to one node would serve 5/6 of its
 * limit. Nodes that know the same demands take parts that sum to the limit exactly:
 *
 * <pre>  even  = max(limit - demand, limit / 40)
 *   share = (limit - even) * own / demand + even / nodes</pre>
 *
 * <p>Worked example: 10 per second, three nodes asked for 16, 3 and 1: even = 0.25, the shares are 7.88, 1.55 and 0.57. Asked
 * for 4, 1 and 0, even = 5: the shares are 5.67, 2.67 and 1.67.
 *
 * <p>Bounds. Demands are known one report late, so that the sum of the shares is above the limit by no more than what
 * demand has shifted between nodes since; a node that is lost keeps its share from the others for a second at most. Nodes
 * cut off from each other know nothing of each other's demand: each side then takes the part {@code seen / expected} of
 * the limit that its nodes are of the fleet, and together they take no more than all of it.
 */
public final class LimitShare {

    private static final double ALWAYS_EVEN = 1.0 / 40;

    private LimitShare() {}

    /**
     * The part of one node.
     *
     * @param limit of the whole fleet
     * @param own this node's demand, in the limit's unit
     * @param peers the demand of all others that are seen, faded by age
     * @param seen how many nodes are seen, this one included; a node that fades counts in part
     * @param expected how many there should be, whether they are seen or not
     */
    public static double of(double limit, double own, double peers, double seen, double expected) {
        InvalidValue.require(limit >= 0, "limit", limit, ">= 0");
        InvalidValue.require(own >= 0 && peers >= 0, "demand", own + " and " + peers, ">= 0");
        InvalidValue.require(seen >= 1, "seen", seen, ">= 1");
        double here = limit * Math.min(1, seen / expected);
        double demand = own + peers;
        double even = Math.max(here - demand, here * ALWAYS_EVEN);
        double byDemand = demand == 0 ? 0 : (here - even) * own / demand;
        return byDemand + even / seen;
    }
}
