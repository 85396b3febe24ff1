package flotilla.node.balance;

/**
 * How many requests the whole fleet has in flight at one endpoint, estimated from old reports and from one's own counts
 * of this moment.
 *
 * <p>Theory. The counts of the others are as old as their last reports, and whoever sends to what was idle then does so
 * together with all the others: naive sums of stale counts herd, and balance worse than no sharing at all (Mitzenmacher,
 * How Useful Is Old Information?, 2000). Old information must be read by its age (Dahlin, Interpreting Stale Load
 * Information, 2000). Here the age is read off what happened since: requests come to all nodes from the same clients,
 * so what this node has added at an endpoint since it told the others is a sample of what everybody has added there.
 * With r requests of peers for each of one's own (a share s of the traffic: r = 1/s - 1), the estimate is
 *
 * <pre>  G = own + peers + r * (own - told)      never below own</pre>
 *
 * <p>where {@code peers} is the sum of their last reports, faded by age, and {@code told} is what this node had when it
 * last reported. Each request sent raises the score as if every peer had done the same, so no node runs after an
 * endpoint for longer than a few requests; reports correct the sum before it drifts. The error is bounded by what the
 * fleet sends within one report's interval, which is what local shortest queues need to be stable (Vargaftik, Keslassy,
 * Orda: LSQ, Transactions on Networking 2020; by analogy, it is no proof for this formula).
 *
 * <p>Worked example: four equal nodes (r = 3), peers reported 2 + 1 + 3 = 6, this node told of 2 and has 4 now:
 * {@code G = 4 + 6 + 3 * 2 = 16}. Once all have told again, say 4 each, it is {@code 4 + 12 + 0 = 16}. With peers silent
 * for a second, peers and r have faded to 0 and {@code G = own}.
 *
 * <p>Threads: for a reader, G is {@code a * own + b}, and both halves must be of one moment. So they are two floats in
 * one long, which is read and written at once; a float is exact for counts up to 16 million.
 */
final class FleetEstimate {

    /** One's own count, and nothing else. */
    static final long ALONE = of(0, 0, 0);

    private static final long LOW_HALF = 0xffff_ffffL;

    private FleetEstimate() {}

    static long of(double peers, int told, double peersPerOwn) {
        float slope = (float) (1 + peersPerOwn);
        float offset = (float) (peers - peersPerOwn * told);
        return (long) Float.floatToRawIntBits(slope) << Integer.SIZE | Float.floatToRawIntBits(offset) & LOW_HALF;
    }

    /** For an endpoint that nobody has reported yet, among the same peers as the one that this estimate is of. */
    static long ofNewcomer(long estimate) {
        return estimate & ~LOW_HALF;
    }

    static double inFlight(long estimate, int own) {
        double slope = Float.intBitsToFloat((int) (estimate >>> Integer.SIZE));
        double offset = Float.intBitsToFloat((int) estimate);
        return Math.max(own, slope * own + offset);
    }
}
