package flotilla.node.route;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.cluster.FleetVerdict;
import flotilla.node.health.Verdict;
import java.util.List;

/**
 * Why an endpoint that a source lists is not in its upstream's rotation. It goes through what {@link LiveUpstream} asks for, and
 * {@link Standing} judges by, in the same order; the first that stands against the endpoint is named.
 *
 * @param by the nodes that found it, as far as that is known
 * @param detail what they saw, or empty
 */
public record Absence(Why why, List<String> by, String detail) {

    /** The closed list of reasons. */
    public enum Why {
        /** Its source, or an operator, has it end what it has. */
        DRAINING,
        WEIGHT_0,
        /** Its source, or an operator, says that it is down. */
        FAILING,
        /** The fleet voted it out for what live traffic showed; {@code /api/v1/cluster} has the votes. */
        EJECTED,
        /** The fleet's checks find it down. */
        DOWN,
        /** This node's requests failed there. */
        DOWN_BY_TRAFFIC,
        /** This node's checks find it down. */
        DOWN_BY_CHECKS,
        /** Nothing any more: the next table has it. */
        RETURNING
    }

    public Absence {
        by = List.copyOf(by);
    }

    /** @param own this node's verdict */
    public static Absence of(LiveEndpoint endpoint, Verdict own, FleetHealth fleet) {
        var described = endpoint.endpoint();
        return switch (described.condition()) {
            case DRAINING -> of(Why.DRAINING);
            case FAILING -> of(described.weight() == 0 ? Why.WEIGHT_0 : Why.FAILING);
            case SERVING -> described.weight() == 0 ? of(Why.WEIGHT_0) : found(endpoint, own, fleet);
        };
    }

    private static Absence found(LiveEndpoint endpoint, Verdict own, FleetHealth fleet) {
        if (fleet.ejections(endpoint.upstream()).ejected().contains(endpoint.key())) {
            return of(Why.EJECTED);
        }
        var verdict = fleet.verdict(endpoint);
        if (verdict.state() == FleetVerdict.State.DOWN) {
            return new Absence(Why.DOWN, verdict.by(), verdict.reason());
        }
        if (Standing.isUp(endpoint, own.up() ? null : own, fleet)) {
            return of(Why.RETURNING);
        }
        return new Absence(own.byTraffic() ? Why.DOWN_BY_TRAFFIC : Why.DOWN_BY_CHECKS, List.of(), own.reason());
    }

    private static Absence of(Why why) {
        return new Absence(why, List.of(), "");
    }
}
