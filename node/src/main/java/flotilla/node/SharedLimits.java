package flotilla.node;

import flotilla.node.cluster.FleetLimits;
import flotilla.node.cluster.SharedLimit;
import flotilla.node.resilience.ClientLimits;
import flotilla.node.route.UpstreamState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a node bounds together with its fleet: rates, the busiest clients, and the retries of each upstream. */
record SharedLimits(FleetLimits limits, ClientLimits clients, Supplier<List<UpstreamState>> upstreams) {

    List<SharedLimit> all() {
        var all = new ArrayList<SharedLimit>(limits.all());
        all.addAll(clients.heaviest());
        upstreams.get().forEach(upstream -> all.add(upstream.retries()));
        return all;
    }
}
