package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * The connections to each endpoint of an upstream.
 *
 * @param maxConnections open at once, over all I/O threads and all nodes of the fleet; each node may have one, whatever the
 *     others have
 * @param maxQueue requests that may wait for a connection to one endpoint when all are taken, over all I/O threads
 * @param queueTimeout how long a request may wait
 * @param idleTimeout how long a connection is kept without a request; keep it below the endpoint's own
 * @param maxAge how long a connection is used at all; zero: for ever
 */
public record PoolPolicy(
        int maxConnections, int maxQueue, Duration queueTimeout, Duration idleTimeout, Duration maxAge) {

    public static final PoolPolicy DEFAULT =
            new PoolPolicy(1024, 256, Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ZERO);

    public PoolPolicy {
        InvalidValue.require(maxConnections >= 1, "maxConnections", maxConnections, ">= 1");
        InvalidValue.require(maxQueue >= 0, "maxQueue", maxQueue, ">= 0");
        InvalidValue.require(queueTimeout.isPositive(), "queueTimeout", queueTimeout, "> 0");
        InvalidValue.require(idleTimeout.isPositive(), "idleTimeout", idleTimeout, "> 0");
        InvalidValue.require(!maxAge.isNegative(), "maxAge", maxAge, ">= 0, 0 for no limit");
    }

    public PoolPolicy withMaxConnections(int newMax) {
        return new PoolPolicy(newMax, maxQueue, queueTimeout, idleTimeout, maxAge);
    }
}
