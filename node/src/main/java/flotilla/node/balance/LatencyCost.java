package flotilla.node.balance;

/**
 * The cost of {@code peak_ewma}: the latency to expect times the requests that would be in flight (Finagle's and
 * linkerd's). An endpoint of which no latency is known costs nothing while idle, so it is tried as soon as it is drawn,
 * and more than any other once a request is on its way to it, so that a newcomer gets one request at a time until its
 * first answer.
 */
final class LatencyCost implements PowerOfTwo.Cost {

    static final String NAME = "peak_ewma";

    /** Twelve days per request in flight: above any latency there is, far from losing small counts to rounding. */
    private static final double UNKNOWN_NANOS = 1L << 50;

    @Override
    public double of(LiveEndpoint endpoint, long nanos) {
        double latency = endpoint.latency().at(nanos);
        int inFlight = endpoint.inFlight();
        return latency == 0 ? UNKNOWN_NANOS * inFlight : latency * (inFlight + 1);
    }
}
