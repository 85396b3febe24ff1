package flotilla.node.cluster;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Ejections.Decision;
import java.util.Map;
import java.util.Set;

/**
 * What the fleet says of this node's endpoints at one moment. Immutable.
 *
 * @param live the ids of the nodes that check, this one included
 * @param distrusted whether this node's own checks are not to be gone by
 * @param verdicts by {@link LiveEndpoint#key()}; of who is missing the fleet knows nothing
 * @param ejections by upstream
 * @param ramps when others saw slow starts begin, by {@link LiveEndpoint#key()}, on this node's clock
 */
public record FleetHealth(
        Set<String> live,
        boolean distrusted,
        Map<Long, FleetVerdict> verdicts,
        Map<String, Decision> ejections,
        Map<Long, Long> ramps) {

    /** What is known before anything is. */
    public static final FleetHealth NONE = new FleetHealth(Set.of(), false, Map.of(), Map.of(), Map.of());

    public FleetHealth {
        live = Set.copyOf(live);
        verdicts = Map.copyOf(verdicts);
        ejections = Map.copyOf(ejections);
        ramps = Map.copyOf(ramps);
    }

    public FleetVerdict verdict(LiveEndpoint endpoint) {
        return verdicts.getOrDefault(endpoint.key(), FleetVerdict.UNKNOWN);
    }

    public Decision ejections(String upstream) {
        return ejections.getOrDefault(upstream, Decision.NONE);
    }

    /** Whether this node is one of those that check the endpoint. */
    public boolean checks(LiveEndpoint endpoint, Member self) {
        return live.isEmpty() || Probers.of(endpoint.key(), live).contains(self.node());
    }
}
