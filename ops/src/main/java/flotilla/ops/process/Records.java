package flotilla.ops.process;

import flotilla.discovery.Time;
import flotilla.ops.config.Settings;
import flotilla.ops.log.AccessLog;
import flotilla.ops.metrics.RequestCounters;
import flotilla.ops.tracing.Spans;
import java.security.SecureRandom;
import java.util.Deque;
import java.util.Optional;

/** Where what becomes of requests is counted and written down, as far as the settings ask for it. */
record Records(Optional<RequestCounters> counters, Optional<AccessLog> accessLog, Optional<Spans> spans) {

    /**
     * Opens them.
     *
     * @param writers I/O threads
     * @param undo gets how to close them
     */
    static Records open(Settings settings, int writers, Time time, Deque<Runnable> undo) {
        var accessLog = settings.accessLog().enabled()
                ? Optional.of(AccessLog.open(settings.accessLog(), writers, time, time.nanos()))
                : Optional.<AccessLog>empty();
        accessLog.ifPresent(log -> undo.push(log::close));
        // Ids have to differ from those of all other nodes, and not to be foreseen.
        var spans = settings.tracing()
                .map(policy -> Spans.start(policy, writers, time, settings.nodeId(), new SecureRandom().nextLong()));
        spans.ifPresent(tracing -> undo.push(tracing::close));
        return new Records(counters(settings, writers), accessLog, spans);
    }

    /** For those who look at the admin port, and for a collector. */
    private static Optional<RequestCounters> counters(Settings settings, int writers) {
        boolean seen =
                settings.admin().enabled() || settings.metrics().otlp().url().isPresent();
        return seen ? Optional.of(new RequestCounters(writers)) : Optional.empty();
    }

    Recorder recorder() {
        return new Recorder(counters, accessLog, spans);
    }
}
