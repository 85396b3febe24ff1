package flotilla.node.route;

import flotilla.discovery.Endpoint;
import flotilla.discovery.ManualTime;
import flotilla.discovery.Upstream;
import flotilla.node.balance.Balancer;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotation;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.cluster.FleetLimits;
import flotilla.node.health.Verdict;
import java.util.List;
import java.util.Map;

/** What a table's keeper does to one upstream, for a simulation: without its thread, at moments of the simulated clock. */
public final class SimulatedUpstream {

    private static final String NAME = "web";

    private final FleetLimits limits = new FleetLimits(new ManualTime());
    private final LiveUpstream upstream;
    private final Route route = new Route("all", RouteMatch.any(), NAME, Route.UNLIMITED);

    public SimulatedUpstream(UpstreamPolicy policy) {
        upstream = new LiveUpstream(NAME, policy, "");
    }

    public void describe(List<Endpoint> endpoints) {
        upstream.describe(new Upstream(NAME, endpoints));
    }

    public List<LiveEndpoint> endpoints() {
        return upstream.endpoints();
    }

    /** Makes the rotation anew. */
    public void refresh(Map<LiveEndpoint, Verdict> down, FleetHealth fleet, long nanos) {
        upstream.changed();
        upstream.refresh(endpoint -> Standing.isUp(endpoint, down.get(endpoint), fleet), fleet, nanos);
    }

    public Rotation rotation() {
        return upstream.state().rotation();
    }

    public Balancer.Picker picker() {
        return upstream.destination(route, limits).picker();
    }
}
