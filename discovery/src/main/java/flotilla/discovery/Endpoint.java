package flotilla.discovery;

import java.util.Map;

/**
 * A host and port that serves an upstream, as a source describes it.
 *
 * <p>Two descriptions with the same {@link #authority()} speak of the same endpoint, whatever else they say: what a
 * node knows of it (requests in flight, latency, health) outlives a change of weight, condition or labels.
 *
 * @param host an IP literal without brackets, or a DNS name
 * @param port 1 to 65535
 * @param weight its share of the traffic against the others, 0 (none) to 65535
 * @param condition what the source says of it
 * @param labels free text from the source, such as {@code zone}, {@code protocol} or {@code priority}
 */
public record Endpoint(String host, int port, int weight, Condition condition, Map<String, String> labels) {

    public static final int MAX_WEIGHT = 65_535;

    /** What a source says of an endpoint; a node's own checks come on top. */
    public enum Condition {
        /** Takes its share of the traffic. */
        SERVING,
        /** Finishes what it has; takes nothing new. */
        DRAINING,
        /** Known to be down: takes nothing, unless nobody else is left. */
        FAILING
    }

    public Endpoint {
        InvalidValue.require(!host.isBlank(), "host", host, "a host name or an IP address");
        InvalidValue.require(port >= 1 && port <= 65_535, "port", port, "1 to 65535");
        InvalidValue.require(weight >= 0 && weight <= MAX_WEIGHT, "weight", weight, "0 to " + MAX_WEIGHT);
        labels = Map.copyOf(labels);
    }

    /** A serving endpoint of weight 1. */
    public static Endpoint of(String host, int port) {
        return new Endpoint(host, port, 1, Condition.SERVING, Map.of());
    }

    public Endpoint withWeight(int newWeight) {
        return new Endpoint(host, port, newWeight, condition, labels);
    }

    public Endpoint withCondition(Condition newCondition) {
        return new Endpoint(host, port, weight, newCondition, labels);
    }

    public Endpoint withLabels(Map<String, String> newLabels) {
        return new Endpoint(host, port, weight, condition, newLabels);
    }

    /** The level it serves on: 0 first, see {@link Priority}. */
    public int priority() {
        return Priority.of(labels);
    }

    /** {@code host:port}, an IPv6 host in brackets (RFC 3986 section 3.2). */
    public String authority() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    @Override
    public String toString() {
        return authority();
    }
}
