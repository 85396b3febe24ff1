package flotilla.node.io.upstream;

import flotilla.discovery.HostNames;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.io.IoThread;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of a node to all its endpoints. A connection belongs to one I/O thread and is only ever used there;
 * the bound on an endpoint's connections holds over all threads.
 */
public final class Pools {

    private final List<IoThread> threads;
    private final HostNames names;
    private final Map<LiveEndpoint, Crossing> crossings = new ConcurrentHashMap<>();
    private final List<Map<LiveEndpoint, EndpointPool>> perThread;

    public Pools(List<IoThread> threads, HostNames names) {
        this.names = names;
        this.threads = List.copyOf(threads);
        this.perThread = threads.stream()
                .map(thread -> (Map<LiveEndpoint, EndpointPool>) new HashMap<LiveEndpoint, EndpointPool>())
                .toList();
    }

    /** The pool of one endpoint on the calling I/O thread. */
    public EndpointPool of(IoThread io, LiveEndpoint endpoint) {
        var pools = perThread.get(io.index());
        var pool = pools.get(endpoint);
        if (pool == null && endpoint.retired()) {
            // A request bound to an older table tries it once more; nobody would ever close what is kept for it.
            pool = new EndpointPool(io, names, endpoint, new Crossing(threads.size(), new AtomicInteger()));
            pool.retire();
        } else if (pool == null) {
            var crossing = crossings.computeIfAbsent(endpoint, this::meet);
            pool = new EndpointPool(io, names, endpoint, crossing);
            crossing.join(io.index(), pool);
            pools.put(endpoint, pool);
        }
        return pool;
    }

    private Crossing meet(LiveEndpoint endpoint) {
        var crossing = new Crossing(threads.size(), endpoint.figures().queued());
        endpoint.onShare(crossing::shareChanged);
        return crossing;
    }

    /** The endpoint is gone: idle connections are closed now, busy ones after their answer. */
    public void retire(LiveEndpoint endpoint) {
        endpoint.retire();
        crossings.remove(endpoint);
        for (var io : threads) {
            io.execute(() -> {
                var pool = perThread.get(io.index()).remove(endpoint);
                if (pool != null) {
                    pool.retire();
                }
            });
        }
    }
}
