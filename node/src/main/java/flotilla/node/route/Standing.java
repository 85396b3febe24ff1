package flotilla.node.route;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.health.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Whether an endpoint may be chosen, by what this node found itself and by what the fleet says. The fleet's word goes
 * before this node's checks, which are but one of two, or none at all; not before its own requests, which the fleet knows
 * nothing of. Of what the fleet has no opinion of, this node's own counts.
 */
final class Standing {

    private Standing() {}

    /** @param down this node's own verdict if that is down */
    static boolean isUp(LiveEndpoint endpoint, @Nullable Verdict down, FleetHealth fleet) {
        if (fleet.ejections(endpoint.upstream()).ejected().contains(endpoint.key())) {
            return false;
        }
        boolean byTraffic = down != null && down.byTraffic();
        return switch (fleet.verdict(endpoint).state()) {
            case DOWN -> false;
            case UP, DOUBTED -> !byTraffic;
            case UNKNOWN -> down == null || fleet.distrusted() && !byTraffic;
        };
    }
}
