package flotilla.ops.process;

import flotilla.node.Node;
import flotilla.ops.config.ProcessPolicy;
import flotilla.ops.process.Signals.Stop;
import flotilla.ops.scale.Scale;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a process ends: the other way round from its start. First nobody is sent here any more, then what is here comes to its end,
 * then the rest is closed. Whoever wants it to end at once waits for nobody: clients are cut first, and only then is the registry told.
 */
final class Ending {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    private final Succession succession;
    private final Supervisor supervisor;
    private final Presence presence;

    /** How to undo each step of the start, the last one first. */
    private final Deque<Runnable> undo = new ArrayDeque<>();

    /** The one that lets clients in, until it is stopped. */
    private Optional<Node> serving = Optional.empty();

    private Optional<Scale> scale = Optional.empty();

    Ending(Succession succession, Supervisor supervisor, Presence presence) {
        this.succession = succession;
        this.supervisor = supervisor;
        this.presence = presence;
    }

    /** Gets what undoes each step. */
    Deque<Runnable> undo() {
        return undo;
    }

    void of(Node started) {
        serving = Optional.of(started);
        undo.push(() -> serving.ifPresent(Node::close));
    }

    void of(Scale advises) {
        scale = Optional.of(advises);
        undo.push(advises::close);
    }

    /** Gives requests in flight so long; zero: none at all. */
    void stop(Duration limit) {
        if (undo.isEmpty()) {
            return;
        }
        LOG.info(
                "stopping: up to {} s for {} requests in flight",
                limit.toSeconds(),
                serving.map(node -> node.view().requestsInFlight()).orElse(0));
        succession.close();
        supervisor.stopping();
        if (!limit.isZero()) {
            serving.ifPresent(Node::leave);
        }
        scale.ifPresent(Scale::close);
        if (!limit.isZero()) {
            presence.leave(limit);
        }
        end(limit);
        undoAll();
        LOG.info("stopped");
    }

    /** Ends once the clients are gone that it had when another process took its place, or as soon as it is told to. */
    void drain(ProcessPolicy policy, Signals signals) {
        succession.close();
        var last = serving;
        serving = Optional.empty();
        scale.ifPresent(Scale::close);
        supervisor.quiet();
        last.ifPresent(node -> {
            drain(node, policy, signals);
            node.close();
        });
        undoAll();
        LOG.info("stopped; another process serves");
    }

    private static void drain(Node node, ProcessPolicy policy, Signals signals) {
        LOG.info(
                "drains: up to {} s for {} connections; those that ask nothing are closed after {} s",
                policy.drainTimeout().toSeconds(),
                node.view().clientConnections(),
                policy.stopTimeout().toSeconds());
        node.drain(
                policy.stopTimeout(),
                policy.drainTimeout(),
                () -> signals.sooner().isPresent());
        if (signals.sooner().isPresent()) {
            LOG.info(
                    "drains no longer: up to {} s for {} requests in flight",
                    signals.sooner().get() == Stop.FAST
                            ? 0
                            : policy.stopTimeout().toSeconds(),
                    node.view().requestsInFlight());
            node.drain(
                    Duration.ZERO,
                    policy.stopTimeout(),
                    () -> signals.sooner().filter(Stop.FAST::equals).isPresent());
        }
    }

    /** The start has failed, and all of it is undone. If another process goes on, it does so first; whoever was let in is answered. */
    void abandon(Optional<PidFile> pidFile, Duration limit) {
        if (succession.shares()) {
            pidFile.ifPresent(PidFile::close);
            presence.release();
            succession.giveUp();
            end(limit);
        }
        undoAll();
        succession.giveUp();
    }

    private void end(Duration limit) {
        var last = serving;
        serving = Optional.empty();
        last.ifPresent(node -> node.stop(limit));
    }

    private void undoAll() {
        Undo.all(undo);
    }
}
