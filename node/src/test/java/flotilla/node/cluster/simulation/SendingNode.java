package flotilla.node.cluster.simulation;

import flotilla.discovery.Endpoint;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.FleetState;
import flotilla.node.cluster.Member;
import flotilla.node.health.Verdict;
import flotilla.node.route.SimulatedUpstream;
import flotilla.node.route.UpstreamPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node that sends requests: the product's state of the fleet and its upstream, and who lost how many in a row here. */
final class SendingNode {

    /** As the default policy of health has it. */
    private static final int LOST_IN_A_ROW = 5;

    private static final int ALL_LOST = 1000;

    private final Member member;
    private final SimulatedUpstream upstream;
    private final FleetState state;
    private final Map<LiveEndpoint, Verdict> down = new HashMap<>();
    private final Map<LiveEndpoint, Integer> lost = new HashMap<>();

    SendingNode(int number, UpstreamPolicy policy) {
        member = new Member("node-" + number, 1);
        upstream = new SimulatedUpstream(policy);
        state = new FleetState(member, upstream::endpoints, 0);
    }

    Member member() {
        return member;
    }

    SimulatedUpstream upstream() {
        return upstream;
    }

    FleetState state() {
        return state;
    }

    LiveEndpoint endpoint(Endpoint described) {
        return upstream.endpoints().stream()
                .filter(live -> live.authority().equals(described.authority()))
                .findFirst()
                .orElseThrow();
    }

    void describe(List<Endpoint> endpoints, long nanos) {
        upstream.describe(endpoints);
        refresh(nanos);
    }

    void refresh(long nanos) {
        upstream.refresh(down, state.health(), nanos);
    }

    void answered(LiveEndpoint endpoint) {
        lost.remove(endpoint);
    }

    /** Tells whether that puts it out here, which is a vote to eject it. */
    boolean failed(LiveEndpoint endpoint, long nanos) {
        if (lost.merge(endpoint, 1, Integer::sum) < LOST_IN_A_ROW || down.containsKey(endpoint)) {
            return false;
        }
        down.put(endpoint, new Verdict(false, true, "traffic: refused"));
        state.opened(endpoint.key(), ALL_LOST, nanos);
        refresh(nanos);
        return true;
    }

    /** Takes it back on probation: the next loss puts it out again. */
    void recovered(LiveEndpoint endpoint, long nanos) {
        down.remove(endpoint);
        lost.put(endpoint, LOST_IN_A_ROW - 1);
        refresh(nanos);
    }
}
