package flotilla.ops.process;

import flotilla.node.telemetry.Decision;
import flotilla.node.telemetry.Finished;
import flotilla.node.telemetry.Telemetry;
import flotilla.node.telemetry.Tracing;
import flotilla.ops.metrics.RequestCounters;
import flotilla.ops.process.follow.AccessLogs;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and writes down what the node did, as far as anybody wants to know. */
final class Recorder implements Telemetry {

    /** The log of decisions; at debug level each pick is a line. */
    private static final Logger DECISIONS = LoggerFactory.getLogger("flotilla.decision");

    private final @Nullable RequestCounters counters;
    private final AccessLogs accessLogs;
    private final Tracing tracing;

    Recorder(Optional<RequestCounters> counters, AccessLogs accessLogs, Tracing tracing) {
        this.counters = counters.orElse(null);
        this.accessLogs = accessLogs;
        this.tracing = tracing;
    }

    @Override
    public void routed(Finished request) {
        if (counters != null) {
            counters.routed(request);
        }
    }

    @Override
    public void finished(Finished request) {
        if (counters != null) {
            counters.finished(request);
        }
        accessLogs.finished(request);
    }

    @Override
    public Tracing tracing() {
        return tracing;
    }

    @Override
    public boolean wantsDecisions() {
        return DECISIONS.isDebugEnabled();
    }

    @Override
    public void decided(Decision decision) {
        DECISIONS.debug(
                "{}: {} chose {} of {} (attempt {})",
                decision.upstream(),
                decision.algorithm(),
                decision.choice().isEmpty() ? "none" : decision.choice(),
                decision.candidates(),
                decision.attempt());
    }
}
