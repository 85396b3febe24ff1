package flotilla.node;

import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

/** One running proxy node. */
public final class Node implements AutoCloseable {

    private Node() {}

    /**
     * Binds every listener and serves from then on.
     *
     * @throws flotilla.discovery.InvalidValue if the configuration cannot be, naming the place
     * @throws java.io.UncheckedIOException if a listener cannot be bound, naming the address
     */
    public static Node start(NodeConfig config, Sources sources, Telemetry telemetry, Time time) {
        config.threads();
        return new Node();
    }

    /** Where each listener is bound, by name. */
    public Map<String, InetSocketAddress> addresses() {
        return Map.of();
    }

    /** Whether every configured upstream has heard from its sources once, and the node is not stopping. */
    public boolean ready() {
        return true;
    }

    /** What there is now, for those who show it. */
    public NodeView view() {
        return new NodeView(java.util.List.of(), java.util.List.of(), 0, 0);
    }

    /** Ends what is in flight within the limit, taking nothing new, then closes. */
    public void stop(Duration limit) {
        close();
    }

    /** Closes at once; what is in flight is cut. */
    @Override
    public void close() {}
}
