package flotilla.ops.metrics;

import flotilla.node.figures.Counts;
import flotilla.node.telemetry.Finished;

/** The requests of one I/O thread to one upstream. Written by that thread alone; its numbers never fall, and it stays. */
final class UpstreamCount {

    private static final int SERVER_ERROR = 500;

    private static final int REQUESTS = 0;
    private static final int ERRORS = 1;

    private final Counts counts = new Counts(2);

    void ended(Finished request) {
        counts.increment(REQUESTS);
        if (request.status() >= SERVER_ERROR) {
            counts.increment(ERRORS);
        }
    }

    long requests() {
        return counts.read(REQUESTS);
    }

    /** Those whose clients got a 5xx. */
    long errors() {
        return counts.read(ERRORS);
    }
}
