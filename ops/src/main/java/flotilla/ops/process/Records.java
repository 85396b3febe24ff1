package flotilla.ops.process;

import flotilla.discovery.Time;
import flotilla.ops.config.Settings;
import flotilla.ops.metrics.RequestCounters;
import flotilla.ops.otlp.Identity;
import flotilla.ops.process.follow.AccessLogs;
import flotilla.ops.process.follow.Followers;
import flotilla.ops.process.follow.LevelsFollow;
import flotilla.ops.tracing.Spans;
import flotilla.ops.tracing.TracingPolicy;
import java.security.SecureRandom;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Where what becomes of requests is counted and written down, as far as the settings ask for it.
 *
 * @param identity whom a collector has metrics and traces from: the very same
 */
record Records(
        Optional<RequestCounters> counters,
        AccessLogs accessLogs,
        Optional<Spans> spans,
        LevelsFollow levels,
        Identity identity) {

    /**
     * Opens them.
     *
     * @param writers I/O threads
     * @param undo gets how to close them
     */
    static Records open(Settings settings, int writers, Time time, Deque<Runnable> undo) {
        var levels = LevelsFollow.of(settings.log());
        undo.push(levels::close);
        var accessLogs = AccessLogs.open(settings.accessLog(), writers, time);
        undo.push(accessLogs::close);
        var service = settings.tracing().orElse(TracingPolicy.DEFAULT).service();
        var identity = new Identity(service, settings.nodeId(), time.now());
        // Ids have to differ from those of all other nodes, and not to be foreseen.
        var spans = settings.tracing()
                .map(policy -> Spans.start(policy, writers, time, identity, new SecureRandom().nextLong()));
        spans.ifPresent(tracing -> undo.push(tracing::close));
        return new Records(counters(settings, writers), accessLogs, spans, levels, identity);
    }

    /** For those who look at the admin port, and for a collector. */
    private static Optional<RequestCounters> counters(Settings settings, int writers) {
        boolean seen =
                settings.admin().enabled() || settings.metrics().otlp().url().isPresent();
        return seen ? Optional.of(new RequestCounters(writers)) : Optional.empty();
    }

    /** Those of them that follow another configuration; what comes later is added. */
    Followers followers(int writers) {
        var followers = new Followers(writers);
        followers.add(List.of(levels, accessLogs));
        return followers;
    }

    Recorder recorder() {
        return new Recorder(counters, accessLogs, spans);
    }
}
