package flotilla.ops.metrics;

import flotilla.node.figures.Count;
import flotilla.node.telemetry.Finished;

/** The requests of one I/O thread to one upstream. Written by that thread alone; its numbers never fall, and it stays. */
final class UpstreamCount {

    private static final int SERVER_ERROR = 500;

    private final Count requests = new Count();
    private final Count errors = new Count();

    void ended(Finished request) {
        requests.increment();
        if (request.status() >= SERVER_ERROR) {
            errors.increment();
        }
    }

    long requests() {
        return requests.read();
    }

    /** Those whose clients got a 5xx. */
    long errors() {
        return errors.read();
    }
}
