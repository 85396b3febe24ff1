package flotilla.ops.process;

import flotilla.node.Node;
import flotilla.node.cluster.Membership;
import flotilla.ops.process.upgrade.Inheritance;
import flotilla.ops.settings.NodeSettings;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two nodes cannot have one place in a fleet: a new process takes it when the old one has left it, and serves meanwhile.
 *
 * @param surrender called if the old process goes on after all, so that this one must not
 */
record LateArrival(Inheritance from, Optional<Membership> place, Runnable surrender) {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    /** Waits and joins, on the thread that it returns. */
    Thread join(Node node, NodeSettings changeable) {
        return Thread.startVirtualThread(() -> {
            if (left()) {
                place.ifPresent(its -> join(node, its));
                changeable.attach(node::override, node.fleet());
            }
        });
    }

    private boolean left() {
        try {
            from.awaitLeft();
            return true;
        } catch (UncheckedIOException e) {
            LOG.error("{}; this process ends once what is in flight has ended", e.getMessage());
            surrender.run();
            return false;
        }
    }

    /** A node alone is better than none. */
    private static void join(Node node, Membership place) {
        try {
            node.joinFleet(place);
        } catch (RuntimeException e) {
            LOG.error(
                    "cluster: cannot be joined, this node goes on alone until it is restarted, and leaves advice on scale to others",
                    e);
        }
    }
}
