package flotilla.node;

import flotilla.node.cluster.FleetLimits;
import flotilla.node.cluster.SharedLimit;
import flotilla.node.route.UpstreamState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a node bounds together with its fleet: rates, the busiest clients, and each upstream's retries and requests in flight. */
record SharedLimits(FleetLimits limits, NodeBounds bounds, Supplier<List<UpstreamState>> upstreams) {

    List<SharedLimit> all() {
        var all = new ArrayList<SharedLimit>(limits.all());
        all.addAll(bounds.heaviestClients());
        for (var upstream : upstreams.get()) {
            all.add(upstream.retries());
            upstream.concurrency().ifPresent(limit -> all.addAll(limit.shared()));
        }
        return all;
    }
}
