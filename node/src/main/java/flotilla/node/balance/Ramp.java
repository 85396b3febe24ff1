package flotilla.node.balance;

/**
 * The slow start of one endpoint.
 *
 * @param sinceNanos when it began to serve, on this node's clock
 */
public record Ramp(long sinceNanos, SlowStart policy) {

    public long ageNanos(long nowNanos) {
        return Math.max(0, nowNanos - sinceNanos);
    }

    /** Whether the endpoint has its whole weight. */
    public boolean over(long nowNanos) {
        return policy.over(ageNanos(nowNanos));
    }

    /** The share of its weight that the endpoint has now. */
    public double share(long nowNanos) {
        return policy.share(ageNanos(nowNanos));
    }

    /** When the share changes next, on this node's clock. */
    public long nextStepNanos(long nowNanos) {
        return sinceNanos + policy.nextStepNanos(ageNanos(nowNanos));
    }
}
