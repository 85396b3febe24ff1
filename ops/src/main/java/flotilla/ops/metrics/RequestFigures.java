package flotilla.ops.metrics;

import static flotilla.ops.metrics.SeriesKey.OTHER;

import flotilla.discovery.Time;
import flotilla.node.figures.Buckets;
import flotilla.ops.metrics.Shown.Points;
import flotilla.ops.metrics.Shown.Rows;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RequestCounters} have counted, by listener, route, upstream, method, class of status and reason, and as histograms by
 * listener, route and upstream. The busiest routes have series of their own ({@link Top}), all others {@code other} ({@link Ledger}).
 */
final class RequestFigures implements MultiCollector {

    static final String DURATION = "flotilla_request_duration_seconds";

    /** The same by OpenTelemetry's conventions. */
    static final String HTTP_DURATION = "http_server_request_duration_seconds";

    private static final long[] NOTHING = new long[TimeCells.WIDTH];

    private final RequestCounters counters;
    private final Supplier<Set<String>> routeNames;
    private final Time time;
    private final Top<String> top;
    private final Ledger<TimeCells, TimesKey> times;
    private final Ledger<Series, SeriesKey> series;
    private Set<String> own = Set.of();

    /** @param routeNames the routes there are now; the series of others are gone */
    RequestFigures(RequestCounters counters, Supplier<Set<String>> routeNames, MetricsPolicy policy, Time time) {
        this.counters = counters;
        this.routeNames = routeNames;
        this.time = time;
        this.top = new Top<>(policy.routes(), time.nanos());
        this.times = new Ledger<>(TimeCells.WIDTH, policy.times(), _ -> TimesKey.REST);
        this.series = new Ledger<>(Series.WIDTH, policy.accounts(), SeriesKey::folded);
    }

    /** Keeps to other bounds from the next look on. */
    synchronized void follow(MetricsPolicy policy) {
        top.follow(policy.routes());
        times.follow(policy.times());
        series.follow(policy.accounts());
    }

    @Override
    public synchronized MetricSnapshots collect() {
        var living = routeNames.get();
        bookTimes(living);
        bookSeries(living);
        close(living);
        var shown = new Shown();
        counters(shown);
        histograms(shown);
        inFlight(living, shown);
        return new MetricSnapshots(shown.metrics());
    }

    /** What is shown of each combination of labels, in rows as {@link Series} has them, as of the last {@link #collect}. */
    synchronized Map<SeriesKey, long[]> accounts() {
        var shown = new LinkedHashMap<SeriesKey, long[]>();
        series.shown().forEach((key, row) -> shown.put(key, row.clone()));
        return shown;
    }

    /**
     * The durations of {@link #accounts}, told apart as OpenTelemetry's conventions for HTTP have it.
     *
     * @param paths of the routes, by their names
     */
    MetricSnapshot httpDurations(Map<String, String> paths) {
        var rows = new Rows(Buckets.REQUESTS);
        accounts().forEach((key, row) -> rows.add(httpLabels(key, paths), row, Series.DURATIONS));
        var shown = new Shown();
        shown.histogram(HTTP_DURATION, "Duration of HTTP server requests.", rows);
        return shown.metrics().getFirst();
    }

    /** An empty label is none. */
    private static Labels httpLabels(SeriesKey key, Map<String, String> paths) {
        return Labels.of(
                "http_request_method", key.method().equals(OTHER) ? "_OTHER" : key.method(),
                "http_response_status_code", key.exact() ? String.valueOf(key.status()) : "",
                "http_route", paths.getOrDefault(key.route(), ""),
                "url_scheme", "http",
                "error_type", key.errorType(),
                "flotilla_listener", key.listener(),
                "flotilla_route", key.route(),
                "flotilla_upstream", key.upstream());
    }

    private void bookTimes(Set<String> living) {
        var cells = counters.threads().stream()
                .flatMap(thread -> thread.times().stream())
                .toList();
        var increments = new IdentityHashMap<TimeCells, long[]>();
        var traffic = new HashMap<String, Long>();
        for (var cell : cells) {
            var increment = times.increment(cell, cell.row());
            increments.put(cell, increment);
            traffic.merge(cell.route(), Shown.count(Buckets.REQUESTS, increment, TimeCells.WHOLE), Long::sum);
        }
        counters.threads()
                .forEach(thread ->
                        thread.routes().forEach(cell -> traffic.merge(cell.route(), cell.inFlight(), Long::sum)));
        own = top.choose(living, traffic, time.nanos());
        times.show(key -> isShown(key.route()));
        series.show(key -> isShown(key.route()));
        for (var cell : cells) {
            book(cell, increments.getOrDefault(cell, NOTHING));
        }
        for (var gone : times.missing(cells)) {
            book(gone, times.increment(gone, gone.row()));
            times.forget(gone);
        }
        for (var thread : counters.threads()) {
            var all = thread.times();
            boolean crowded = ThreadCounters.crowded(all);
            for (var cell : all) {
                cell.gone(isGone(cell.route(), living) || crowded && idle(increments.get(cell)));
            }
            makeRoom(thread, all);
        }
    }

    /** What has come since the last look is not known yet; that it counts is seen at the next one. */
    private static boolean idle(long @Nullable [] increment) {
        return increment != null && !Ledger.anything(increment);
    }

    private static void makeRoom(ThreadCounters thread, List<? extends Cell> cells) {
        if (cells.stream().anyMatch(Cell::gone)) {
            thread.sweep();
        }
    }

    private void book(TimeCells cell, long[] increment) {
        if (Ledger.anything(increment)) {
            times.book(isShown(cell.route()) ? cell.key() : cell.key().withoutRoute(), increment);
        }
    }

    private void bookSeries(Set<String> living) {
        var there = new ArrayList<Series>();
        for (var thread : counters.threads()) {
            var all = thread.series();
            there.addAll(all);
            boolean crowded = ThreadCounters.crowded(all);
            for (var cell : all) {
                var increment = series.increment(cell, cell.row());
                book(cell, increment);
                // Where others want the place, who has not counted since the last look has to give it.
                cell.gone(isGone(cell.route(), living) || crowded && idle(increment));
            }
            makeRoom(thread, all);
        }
        for (var gone : series.missing(there)) {
            book(gone, series.increment(gone, gone.row()));
            series.forget(gone);
        }
    }

    private void book(Series cell, long[] increment) {
        if (Ledger.anything(increment)) {
            series.book(isShown(cell.route()) ? cell.key() : cell.key().withoutRoute(), increment);
        }
    }

    private void close(Set<String> living) {
        times.close(key -> isGone(key.route(), living));
        series.close(key -> isGone(key.route(), living));
    }

    private static boolean isGone(String route, Set<String> living) {
        return !route.isEmpty() && !route.equals(OTHER) && !living.contains(route);
    }

    private boolean isShown(String route) {
        return route.isEmpty() || route.equals(OTHER) || own.contains(route);
    }

    private String shownAs(String route) {
        return isShown(route) ? route : OTHER;
    }

    private void counters(Shown shown) {
        var requests = new Points();
        var bytesIn = new Points();
        var bytesOut = new Points();
        accounts().forEach((key, row) -> {
            var labels = labels(key);
            requests.add(labels, row[Series.REQUESTS]);
            bytesIn.add(labels, row[Series.BYTES_IN]);
            bytesOut.add(labels, row[Series.BYTES_OUT]);
        });
        shown.counter("flotilla_requests", "Requests that ended.", requests);
        shown.counter("flotilla_request_body_bytes", "Body bytes from clients.", bytesIn);
        shown.counter("flotilla_response_bytes", "Bytes to clients, heads included.", bytesOut);
    }

    private static Labels labels(SeriesKey key) {
        return Labels.of(
                "listener", key.listener(),
                "route", key.route(),
                "upstream", key.upstream(),
                "method", key.method(),
                "status", key.statusClass(),
                "reason", key.reason());
    }

    private void histograms(Shown shown) {
        var whole = new Rows(Buckets.REQUESTS);
        var ownTime = new Rows(Buckets.OWN);
        var upstream = new Rows(Buckets.REQUESTS);
        var attempts = new Points();
        times.shown().forEach((key, row) -> {
            var labels = Labels.of("listener", key.listener(), "route", key.route(), "upstream", key.upstream());
            whole.add(labels, row, TimeCells.WHOLE);
            ownTime.add(labels, row, TimeCells.OWN);
            upstream.add(labels, row, TimeCells.UPSTREAM);
            attempts.add(labels, row[TimeCells.ATTEMPTS]);
        });
        shown.histogram(DURATION, "From the last byte of a request's head to its end.", whole);
        shown.histogram(
                "flotilla_request_own_seconds",
                "Of that, the time in which no try at an endpoint was under way.",
                ownTime);
        shown.histogram(
                "flotilla_request_upstream_seconds",
                "Of that, the time in which a try at an endpoint was under way, of requests that had one.",
                upstream);
        shown.counter("flotilla_request_attempts", "Tries at endpoints.", attempts);
    }

    private void inFlight(Set<String> living, Shown shown) {
        var byRoute = new Points();
        var byListener = new Points();
        for (var thread : counters.threads()) {
            var cells = thread.routes();
            boolean crowded = ThreadCounters.crowded(cells);
            for (var cell : cells) {
                boolean gone = isGone(cell.route(), living);
                // One that is busy stays all the same.
                cell.gone(gone || crowded);
                if (!cell.route().isEmpty() && !gone) {
                    byRoute.add(Labels.of("route", shownAs(cell.route())), cell.inFlight());
                    byListener.add(Labels.of("listener", cell.listener()), cell.inFlight());
                }
            }
            makeRoom(thread, cells);
        }
        shown.gauge("flotilla_route_requests_in_flight", "Requests of the route that have not ended.", byRoute);
        shown.gauge(
                "flotilla_listener_requests_in_flight",
                "Requests of the listener that have a route and have not ended.",
                byListener);
    }
}
