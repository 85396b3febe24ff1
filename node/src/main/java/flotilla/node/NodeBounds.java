package flotilla.node;

import flotilla.discovery.Time;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.cluster.SharedLimit;
import flotilla.node.http.InFlightLimit;
import flotilla.node.io.BufferBudget;
import flotilla.node.resilience.ClientLimits;
import java.net.InetAddress;
import java.util.List;

/**
 * The bounds of the whole node as they are kept. Each goes on with its counts under other limits, but for the rate of
 * clients: under another number their minutes begin anew.
 */
final class NodeBounds {

    private final Time time;
    private final BufferBudget buffers;
    private final InFlightLimit requests;

    private volatile NodeLimits limits;
    private volatile ClientLimits clients;

    NodeBounds(NodeLimits limits, Time time) {
        this.time = time;
        this.limits = limits;
        this.buffers = new BufferBudget(limits.maxBufferBytes());
        this.requests = new InFlightLimit(limits.maxRequestsInFlight());
        this.clients = new ClientLimits(limits.clientRequestsPerMinute(), time);
    }

    /** By one thread at a time. */
    void follow(NodeLimits newer) {
        buffers.limit(newer.maxBufferBytes());
        requests.limit(newer.maxRequestsInFlight());
        if (newer.clientRequestsPerMinute() != limits.clientRequestsPerMinute()) {
            clients = new ClientLimits(newer.clientRequestsPerMinute(), time);
        }
        limits = newer;
    }

    BufferBudget buffers() {
        return buffers;
    }

    InFlightLimit requests() {
        return requests;
    }

    /** As {@link ClientLimits#secondsUntil}. */
    long secondsUntil(InetAddress client, long nanos) {
        return clients.secondsUntil(client, nanos);
    }

    /** As {@link ClientLimits#heaviest}. */
    List<SharedLimit> heaviestClients() {
        return clients.heaviest();
    }
}
