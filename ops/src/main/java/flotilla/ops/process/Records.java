package flotilla.ops.process;

import flotilla.discovery.Time;
import flotilla.ops.config.Settings;
import flotilla.ops.metrics.RequestCounters;
import flotilla.ops.process.follow.AccessLogs;
import flotilla.ops.process.follow.Followers;
import flotilla.ops.process.follow.LevelsFollow;
import flotilla.ops.process.follow.LiveTracing;
import flotilla.ops.process.follow.MetricsFollow;
import flotilla.ops.process.follow.Origin;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Where what becomes of requests is counted and written down, as far as the settings ask for it.
 *
 * @param origin where a collector has metrics and traces from
 */
record Records(
        Optional<RequestCounters> counters,
        AccessLogs accessLogs,
        LiveTracing tracing,
        LevelsFollow levels,
        Origin origin) {

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
        var origin = new Origin(settings.nodeId(), time.now());
        var tracing = LiveTracing.of(settings, writers, time, origin);
        undo.push(tracing::close);
        return new Records(counters(settings, writers), accessLogs, tracing, levels, origin);
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
        followers.add(List.of(levels, accessLogs, tracing));
        if (counters.isEmpty()) {
            followers.add(List.of(MetricsFollow::uncounted));
        }
        return followers;
    }

    Recorder recorder() {
        return new Recorder(counters, accessLogs, tracing);
    }
}
