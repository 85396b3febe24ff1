package flotilla.node.resilience;

import flotilla.discovery.InvalidValue;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How many requests to an upstream may be in flight, and how many may wait for that.
 *
 * @param limit a number, of all nodes of the fleet together; {@code off}: any number
 * @param maxQueue requests that may wait at this node
 * @param queueTimeout how long a request may wait
 */
public record ConcurrencyPolicy(String limit, int maxQueue, Duration queueTimeout) {

    private static final String OFF = "off";
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,6}");
    private static final int MOST_WAITING = 100_000;

    public static final ConcurrencyPolicy DEFAULT = new ConcurrencyPolicy(OFF, 256, Duration.ofSeconds(2));

    public ConcurrencyPolicy {
        InvalidValue.require(
                limit.equals(OFF) || NUMBER.matcher(limit).matches(), "limit", limit, "off, or 1 to 9999999");
        InvalidValue.require(maxQueue >= 0 && maxQueue <= MOST_WAITING, "maxQueue", maxQueue, "0 to " + MOST_WAITING);
        InvalidValue.require(queueTimeout.isPositive(), "queueTimeout", queueTimeout, "> 0");
    }

    /** With a queue as by default. */
    public static ConcurrencyPolicy of(String limit) {
        return new ConcurrencyPolicy(limit, DEFAULT.maxQueue, DEFAULT.queueTimeout);
    }

    public ConcurrencyPolicy withQueue(int newMaxQueue, Duration newTimeout) {
        return new ConcurrencyPolicy(limit, newMaxQueue, newTimeout);
    }

    /** Whether there is no limit. */
    public boolean off() {
        return limit.equals(OFF);
    }

    /** The number, where it is one. */
    int fixed() {
        return Integer.parseInt(limit);
    }
}
