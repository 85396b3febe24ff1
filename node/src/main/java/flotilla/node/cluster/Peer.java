package flotilla.node.cluster;

/**
 * A node of the fleet beside this one, as its newest report has it.
 *
 * @param report its newest
 * @param sentNanos when that was sent, on this node's clock
 */
public record Peer(NodeReport report, long sentNanos) {

    public Member node() {
        return report.origin().node();
    }

    public long ageNanos(long nowNanos) {
        return Math.max(0, nowNanos - sentNanos);
    }

    /** How much it counts, 0 to {@link Freshness#WHOLE}. */
    int weight(long nowNanos) {
        return Freshness.at(ageNanos(nowNanos));
    }
}
