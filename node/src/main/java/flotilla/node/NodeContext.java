package flotilla.node;

import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.cluster.Membership;
import flotilla.node.io.front.ListeningSockets;
import flotilla.node.route.Overrides;
import flotilla.node.telemetry.Telemetry;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a node finds around itself, whatever its configuration says.
 *
 * @param membership its place in a fleet, closed with the node: it serves at once, and finds the others meanwhile
 * @param overrides that count from the first request on, until {@link Node#override} brings others
 * @param sockets where its listeners get theirs from
 * @param alsoReady what has to hold besides for the node to be ready, once
 * @param opening called when all is there but for clients: the first is accepted when it has returned, and none if it
 *     throws
 */
public record NodeContext(
        Sources sources,
        Telemetry telemetry,
        Time time,
        Optional<Membership> membership,
        Overrides overrides,
        ListeningSockets sockets,
        BooleanSupplier alsoReady,
        Consumer<? super Node> opening) {

    /** Of a node alone. */
    public static NodeContext of(Sources sources, Telemetry telemetry, Time time) {
        return new NodeContext(
                sources,
                telemetry,
                time,
                Optional.empty(),
                Overrides.NONE,
                ListeningSockets.BOUND,
                () -> true,
                _ -> {});
    }

    public NodeContext withMembership(Optional<Membership> place) {
        return new NodeContext(sources, telemetry, time, place, overrides, sockets, alsoReady, opening);
    }

    public NodeContext withOverrides(Overrides now) {
        return new NodeContext(sources, telemetry, time, membership, now, sockets, alsoReady, opening);
    }

    /** With these sockets, and this before clients are let in. */
    public NodeContext withOpening(ListeningSockets from, Consumer<? super Node> before) {
        return new NodeContext(sources, telemetry, time, membership, overrides, from, alsoReady, before);
    }

    /** Not ready before this holds, whatever else is known; asked often. */
    public NodeContext withAlsoReady(BooleanSupplier condition) {
        return new NodeContext(sources, telemetry, time, membership, overrides, sockets, condition, opening);
    }
}
