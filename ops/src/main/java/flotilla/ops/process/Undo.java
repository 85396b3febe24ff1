package flotilla.ops.process;

import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What takes back what a process has started, the last step first. */
final class Undo {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    private Undo() {}

    /** Takes every step, whatever one of them throws: those behind it close sockets and files that others wait for. */
    static void all(Deque<Runnable> steps) {
        while (!steps.isEmpty()) {
            var step = steps.pop();
            try {
                step.run();
            } catch (RuntimeException e) {
                LOG.error("stopping: a part could not be closed, and the others are", e);
            }
        }
    }
}
