package flotilla.node.http;

/**
 * For how long a request had a try at an endpoint under way: from the choice of an endpoint to the last byte of its answer or to
 * its failure, the wait for a connection included. Of two tries at one time the time counts once. What is left of the request's time
 * is this node's own: the stages, the wait for a permit, the pauses between tries, a drill's delay, and handing the client what
 * the endpoint has already given.
 */
final class TriesTime {

    private int underWay;
    private long sinceNanos;
    private long sumNanos;

    void reset() {
        underWay = 0;
        sumNanos = 0;
    }

    void began(long nowNanos) {
        if (underWay++ == 0) {
            sinceNanos = nowNanos;
        }
    }

    void ended(long nowNanos) {
        if (--underWay == 0) {
            sumNanos += nowNanos - sinceNanos;
        }
    }

    long nanos() {
        return sumNanos;
    }
}
