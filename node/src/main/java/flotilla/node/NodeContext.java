package flotilla.node;

import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.cluster.Membership;
import flotilla.node.route.Overrides;
import flotilla.node.telemetry.Telemetry;
import java.util.Optional;

/**
 * What a node finds around itself, whatever its configuration says.
 *
 * @param membership its place in a fleet, closed with the node: it serves at once, and finds the others meanwhile
 * @param overrides that count from the first request on, until {@link Node#override} brings others
 */
public record NodeContext(
        Sources sources, Telemetry telemetry, Time time, Optional<Membership> membership, Overrides overrides) {

    /** Of a node alone. */
    public static NodeContext of(Sources sources, Telemetry telemetry, Time time) {
        return new NodeContext(sources, telemetry, time, Optional.empty(), Overrides.NONE);
    }

    public NodeContext withMembership(Optional<Membership> place) {
        return new NodeContext(sources, telemetry, time, place, overrides);
    }

    public NodeContext withOverrides(Overrides now) {
        return new NodeContext(sources, telemetry, time, membership, now);
    }
}
