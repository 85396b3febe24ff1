package flotilla.node.health;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import flotilla.node.balance.LiveEndpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the endpoints of one upstream at each interval, and keeps what was found: who is an outlier until when
 * ({@link Outliers}), or what share of its weight each has ({@link WeightSteps}).
 *
 * <p>An outlier counts for {@code ejection}, times the times in a row, at most ten; if it is one again before it has done
 * well for as long as it was out, that is once more in a row. So an endpoint that falls back each time it returns is asked
 * ever more seldom. An endpoint that is down or out is not judged, and what came before is forgotten when it returns.
 *
 * <p>How many may be out at a time is not decided here, but where it is known who is out for other reasons ({@code
 * route.Evictions}).
 *
 * <p>Threads: one virtual thread while endpoints are compared, which takes turns with those who call.
 */
final class OutlierWatch {

    private static final Logger LOG = LoggerFactory.getLogger(OutlierWatch.class);
    private static final int MOST_IN_A_ROW = 10;

    /** What is known of one endpoint. */
    private static final class Watched {
        private final EndpointHealth health;
        private final Window window = new Window();
        private final WeightSteps steps = new WeightSteps();
        private @Nullable Outlier outlier;
        private Traffic read;

        Watched(EndpointHealth health) {
            this.health = health;
            this.read = health.traffic();
        }
    }

    private final String upstream;
    private final Time time;
    private final OutlierListener listener;

    @GuardedBy("this") private Map<LiveEndpoint, Watched> endpoints = new LinkedHashMap<>();

    @GuardedBy("this") private Watching watching;

    @GuardedBy("this") private Findings findings = Findings.NONE;

    @GuardedBy("this") private @Nullable Thread comparing;

    OutlierWatch(String upstream, Watching watching, Time time, OutlierListener listener) {
        this.upstream = upstream;
        this.watching = watching;
        this.time = time;
        this.listener = listener;
    }

    /** Compares exactly these from now on; who stays keeps what is known of it. */
    synchronized void follow(
            Watching newWatching, Collection<LiveEndpoint> present, Map<LiveEndpoint, EndpointHealth> healths) {
        watching = newWatching;
        var before = endpoints;
        endpoints = new LinkedHashMap<>();
        for (var endpoint : present) {
            var known = before.get(endpoint);
            var health = healths.get(endpoint);
            if (known != null) {
                endpoints.put(endpoint, known);
            } else if (health != null) {
                endpoints.put(endpoint, new Watched(health));
            }
        }
        if (!watching.outliers().compares()) {
            close();
        } else if (comparing == null) {
            comparing = Thread.ofVirtual().name("outliers " + upstream).start(this::run);
        }
    }

    synchronized void close() {
        if (comparing != null) {
            comparing.interrupt();
            comparing = null;
        }
    }

    private void run() {
        try {
            while (true) {
                time.pause(interval());
                try {
                    compare();
                } catch (RuntimeException e) {
                    LOG.error("upstream {}: endpoints could not be compared, it goes on", upstream, e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("upstream {}: endpoints are not compared any more", upstream);
        }
    }

    private synchronized Duration interval() {
        return watching.outliers().interval();
    }

    private synchronized void compare() {
        if (!Thread.currentThread().equals(comparing)) {
            return;
        }
        long now = time.nanos();
        endpoints.values().forEach(watched -> read(watched, now));
        var names = List.copyOf(endpoints.keySet());
        var windows = endpoints.values().stream().map(watched -> watched.window).toList();
        if (watching.outliers().eviction() == Eviction.GRADUAL) {
            weigh(names, windows, now);
        } else {
            endpoints.values().forEach(watched -> watched.steps.clear());
            judge(names, windows, now);
        }
        publish();
    }

    private static void read(Watched watched, long now) {
        var traffic = watched.health.traffic();
        var interval = traffic.since(watched.read);
        watched.read = traffic;
        var outlier = watched.outlier;
        boolean out = outlier != null && now - outlier.untilNanos() < 0;
        if (out || !watched.health.verdict().up()) {
            watched.window.clear();
        } else {
            watched.window.add(interval);
        }
    }

    @GuardedBy("this") private void judge(List<LiveEndpoint> names, List<Window> windows, long now) {
        var found = Outliers.find(watching.outliers(), windows);
        for (int i = 0; i < names.size(); i++) {
            var finding = found.get(i);
            if (finding.isPresent()) {
                found(names.get(i), finding.get(), now);
            }
        }
    }

    @GuardedBy("this") private void found(LiveEndpoint endpoint, Outliers.Finding finding, long now) {
        var watched = endpoints.get(endpoint);
        if (watched == null) {
            return;
        }
        int inARow = inARow(watched.outlier, now);
        var length = watching.outliers().ejection().multipliedBy(inARow);
        var outlier = new Outlier(finding.kind(), finding.score(), finding.reason(), inARow, now, length);
        watched.outlier = outlier;
        watched.window.clear();
        LOG.info(
                "{}: outlier: {}; out for {} s{}",
                endpoint,
                finding.reason(),
                length.toMillis() / 1e3,
                inARow == 1 ? "" : ", " + inARow + " in a row");
        listener.found(endpoint, outlier);
    }

    private static int inARow(@Nullable Outlier before, long now) {
        if (before == null || now - before.untilNanos() >= before.length().toNanos()) {
            return 1;
        }
        return Math.min(MOST_IN_A_ROW, before.inARow() + 1);
    }

    @GuardedBy("this") private void weigh(List<LiveEndpoint> names, List<Window> windows, long now) {
        var calls = WeightSteps.calls(watching.outliers(), windows);
        for (int i = 0; i < names.size(); i++) {
            var watched = endpoints.get(names.get(i));
            if (watched == null) {
                continue;
            }
            double before = watched.steps.share();
            var sample = watched.window.last(Window.LENGTH);
            if (watched.steps.follow(calls.get(i), watched.window, watching, now)) {
                LOG.info(
                        "{}: weight times {} -> {}: {} of {} requests failed",
                        names.get(i),
                        before,
                        watched.steps.share(),
                        sample.bad(),
                        sample.requests());
            }
        }
    }

    @GuardedBy("this") private void publish() {
        long now = time.nanos();
        var outliers = new HashMap<LiveEndpoint, Outlier>();
        var shares = new HashMap<LiveEndpoint, Double>();
        endpoints.forEach((endpoint, watched) -> {
            var outlier = watched.outlier;
            if (outlier != null && now - outlier.untilNanos() < 0) {
                outliers.put(endpoint, outlier);
            }
            if (watched.steps.share() < 1) {
                shares.put(endpoint, watched.steps.share());
            }
        });
        var newer = new Findings(outliers, shares);
        if (!newer.equals(findings)) {
            findings.outliers().forEach((endpoint, outlier) -> {
                if (!outliers.containsKey(endpoint)) {
                    LOG.info(
                            "{}: no outlier any more, after {} s",
                            endpoint,
                            outlier.length().toMillis() / 1e3);
                }
            });
            findings = newer;
            listener.changed(upstream, newer);
        }
    }
}
