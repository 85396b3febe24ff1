package flotilla.ops.process;

import flotilla.node.Node;
import flotilla.node.cluster.Membership;
import flotilla.ops.process.upgrade.Inheritance;
import flotilla.ops.settings.NodeSettings;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two nodes cannot have one place in a fleet: a new process takes it when the old one has left it, and serves meanwhile. */
record LateArrival(Inheritance from, Optional<Membership> place, Signals signals) {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    /** Waits and joins, on a thread of its own. */
    void join(Node node, NodeSettings changeable) {
        Thread.startVirtualThread(() -> {
            try {
                from.awaitLeft();
                place.ifPresent(node::joinFleet);
                changeable.attach(node::override, node.fleet());
            } catch (UncheckedIOException e) {
                LOG.error("{}; this process ends", e.getMessage());
                signals.stop(Signals.Stop.FAST);
            }
        });
    }
}
