package flotilla.ops.process;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.telemetry.Telemetry;
import flotilla.ops.config.Settings;
import flotilla.ops.log.Logging;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node with what runs beside it. It starts from the inside out and stops the other way round: first nobody is sent
 * here any more, then what is here comes to its end, then the logs are closed.
 */
public final class NodeProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    private final Settings settings;
    private final Node node;

    /** How to undo each step of the start, the last one first. */
    private final Deque<Runnable> undo;

    private NodeProcess(Settings settings, Node node, Deque<Runnable> undo) {
        this.settings = settings;
        this.node = node;
        this.undo = undo;
    }

    /** What sources of these settings get from the process. */
    public static SourceContext context(Settings settings, Time time) {
        return new SourceContext(
                time, settings.state(), time.nanos() ^ ProcessHandle.current().pid());
    }

    /**
     * Starts everything; if a step fails, the steps before it are undone.
     *
     * @throws flotilla.discovery.InvalidValue if the settings cannot be
     * @throws java.io.UncheckedIOException if an address or a file cannot be had, naming it
     */
    public static NodeProcess start(Settings settings, Time time) {
        settings.errorLog().ifPresent(Logging::toFile);
        var undo = new ArrayDeque<Runnable>();
        try {
            var sources = Sources.load(context(settings, time));
            var node = Node.start(settings.node(), sources, Telemetry.NONE, time);
            undo.push(node::close);
            settings.pidFile().map(PidFile::write).ifPresent(file -> undo.push(file::close));
            node.addresses().forEach((name, address) -> LOG.info("listener {}: on {}", name, address));
            return new NodeProcess(settings, node, undo);
        } catch (RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    /** The node itself. */
    public Node node() {
        return node;
    }

    /** Stops in order, giving requests in flight the time that the settings grant. */
    public void stop() {
        stop(settings.stopTimeout());
    }

    private void stop(Duration limit) {
        node.stop(limit);
        undo.forEach(Runnable::run);
        undo.clear();
    }

    /** Stops at once. */
    @Override
    public void close() {
        stop(Duration.ZERO);
    }
}
