package flotilla.node.resilience;

import flotilla.discovery.InvalidValue;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How many requests to an upstream may be in flight, and how many may wait for that.
 *
 * @param limit a number, of all nodes of the fleet together; {@code adaptive}: what the upstream shows to bear, each node
 *     for itself ({@link GradientLimit}); {@code off}: any number
 * @param min the least that {@code adaptive} comes to
 * @param max the most
 * @param maxQueue requests that may wait at this node
 * @param queueTimeout how long a request may wait
 */
public record ConcurrencyPolicy(String limit, int min, int max, int maxQueue, Duration queueTimeout) {

    private static final String OFF = "off";
    private static final String ADAPTIVE = "adaptive";
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,6}");
    private static final int MOST = 1_000_000;
    private static final int MOST_WAITING = 100_000;

    public static final ConcurrencyPolicy DEFAULT = new ConcurrencyPolicy(OFF, 4, 1000, 256, Duration.ofSeconds(2));

    public ConcurrencyPolicy {
        InvalidValue.require(
                limit.equals(OFF)
                        || limit.equals(ADAPTIVE)
                        || NUMBER.matcher(limit).matches(),
                "limit",
                limit,
                "off, adaptive, or 1 to 9999999");
        InvalidValue.require(min >= 1, "min", min, ">= 1");
        InvalidValue.require(max >= min && max <= MOST, "max", max, "min to " + MOST);
        InvalidValue.require(maxQueue >= 0 && maxQueue <= MOST_WAITING, "maxQueue", maxQueue, "0 to " + MOST_WAITING);
        InvalidValue.require(queueTimeout.isPositive(), "queueTimeout", queueTimeout, "> 0");
    }

    /** With a range and a queue as by default. */
    public static ConcurrencyPolicy of(String limit) {
        return new ConcurrencyPolicy(limit, DEFAULT.min, DEFAULT.max, DEFAULT.maxQueue, DEFAULT.queueTimeout);
    }

    public ConcurrencyPolicy withQueue(int newMaxQueue, Duration newTimeout) {
        return new ConcurrencyPolicy(limit, min, max, newMaxQueue, newTimeout);
    }

    public ConcurrencyPolicy withRange(int newMin, int newMax) {
        return new ConcurrencyPolicy(limit, newMin, newMax, maxQueue, queueTimeout);
    }

    /** Whether there is no limit. */
    public boolean off() {
        return limit.equals(OFF);
    }

    /** Whether the limit follows what the upstream shows. */
    public boolean adaptive() {
        return limit.equals(ADAPTIVE);
    }

    /** The number, where it is one. */
    int fixed() {
        return Integer.parseInt(limit);
    }
}
