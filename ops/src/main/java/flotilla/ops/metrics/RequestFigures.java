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
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What {@link RequestCounters} have counted, by listener, route, upstream, method, class of status and reason, and as histograms by
 * route. The busiest routes have series of their own ({@link Top}), all others {@code other} ({@link Ledger}).
 */
final class RequestFigures implements MultiCollector {

    static final String DURATION = "flotilla_request_duration_seconds";

    private static final int SERVER_ERROR = 500;

    private final RequestCounters counters;
    private final Supplier<Set<String>> routeNames;
    private final Time time;
    private final Top<String> top;
    private final Ledger<RouteCells, String> routes;
    private final Ledger<Series, SeriesKey> series;
    private Set<String> own = Set.of();

    /** @param routeNames the routes there are now; the series of others are gone */
    RequestFigures(RequestCounters counters, Supplier<Set<String>> routeNames, MetricsPolicy policy, Time time) {
        this.counters = counters;
        this.routeNames = routeNames;
        this.time = time;
        this.top = new Top<>(policy.routes(), time.nanos());
        this.routes = new Ledger<>(RouteCells.WIDTH, Integer.MAX_VALUE, _ -> OTHER);
        this.series = new Ledger<>(Series.WIDTH, policy.accounts(), SeriesKey::folded);
    }

    @Override
    public synchronized MetricSnapshots collect() {
        var living = routeNames.get();
        var cells = counters.threads().stream().flatMap(ThreadCounters::routes).toList();
        book(cells, living);
        bookSeries(living);
        close(living);
        var shown = new Shown();
        counters(shown);
        histograms(shown);
        inFlight(shown, cells);
        return new MetricSnapshots(shown.metrics());
    }

    /** What is shown of each combination of labels, in rows as {@link Series} has them, as of the last {@link #collect}. */
    synchronized Map<SeriesKey, long[]> accounts() {
        var shown = new LinkedHashMap<SeriesKey, long[]>();
        series.shown().forEach((key, row) -> shown.put(key, row.clone()));
        return shown;
    }

    /** The durations of {@link #accounts}, told apart as OpenTelemetry's conventions for HTTP have it. */
    MetricSnapshot httpDurations() {
        var rows = new Rows(Buckets.REQUESTS);
        accounts().forEach((key, row) -> rows.add(httpLabels(key), row, Series.DURATIONS));
        var shown = new Shown();
        shown.histogram("http_server_request_duration_seconds", "Duration of HTTP server requests.", rows);
        return shown.metrics().getFirst();
    }

    private static Labels httpLabels(SeriesKey key) {
        var error =
                key.reason().isEmpty() && key.status() >= SERVER_ERROR ? String.valueOf(key.status()) : key.reason();
        return Labels.of(
                "http_request_method", key.method().equals(OTHER) ? "_OTHER" : key.method(),
                "http_response_status_code", String.valueOf(key.status()),
                "http_route", key.route(),
                "url_scheme", "http",
                "error_type", error,
                "flotilla_listener", key.listener(),
                "flotilla_upstream", key.upstream());
    }

    private void book(List<RouteCells> cells, Set<String> living) {
        var increments = new IdentityHashMap<RouteCells, long[]>();
        var traffic = new HashMap<String, Long>();
        for (var cell : cells) {
            var increment = routes.increment(cell, cell.row());
            increments.put(cell, increment);
            long ended = Shown.count(Buckets.OWN, increment, RouteCells.OWN);
            traffic.merge(cell.route(), ended + cell.inFlight(), Long::sum);
        }
        own = top.choose(living, traffic, time.nanos());
        routes.show(this::isShown);
        series.show(key -> isShown(key.route()));
        for (var cell : cells) {
            book(shownAs(cell.route()), increments.getOrDefault(cell, new long[RouteCells.WIDTH]));
            cell.gone(isGone(cell.route(), living));
        }
        for (var gone : routes.missing(cells)) {
            book(OTHER, routes.increment(gone, gone.row()));
            routes.forget(gone);
        }
    }

    private void book(String route, long[] increment) {
        if (Ledger.anything(increment)) {
            routes.book(route, increment);
        }
    }

    private void bookSeries(Set<String> living) {
        for (var thread : counters.threads()) {
            boolean crowded = thread.crowded();
            boolean anyGone = false;
            for (var cell : thread.series().toList()) {
                var increment = series.increment(cell, cell.row());
                boolean counted = Ledger.anything(increment);
                book(cell, increment);
                // Where others want the place, who has not counted since the last look has to give it.
                cell.gone(isGone(cell.route(), living) || crowded && !counted);
                anyGone |= cell.gone();
            }
            if (anyGone) {
                thread.sweep();
            }
        }
        var there = counters.threads().stream().flatMap(ThreadCounters::series).toList();
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
        routes.close(route -> isGone(route, living));
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
        accounts().forEach((key, row) -> whole.add(Labels.of("route", key.route()), row, Series.DURATIONS));
        var ownTime = new Rows(Buckets.OWN);
        var upstream = new Rows(Buckets.REQUESTS);
        var attempts = new Points();
        routes.shown().forEach((route, row) -> {
            var labels = Labels.of("route", route);
            ownTime.add(labels, row, RouteCells.OWN);
            upstream.add(labels, row, RouteCells.UPSTREAM);
            attempts.add(labels, row[RouteCells.ATTEMPTS]);
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

    private void inFlight(Shown shown, List<RouteCells> cells) {
        var byRoute = new Points();
        var byListener = new Points();
        for (var cell : cells) {
            if (!cell.route().isEmpty() && !cell.gone()) {
                byRoute.add(Labels.of("route", shownAs(cell.route())), cell.inFlight());
                byListener.add(Labels.of("listener", cell.listener()), cell.inFlight());
            }
        }
        shown.gauge("flotilla_route_requests_in_flight", "Requests of the route that have not ended.", byRoute);
        shown.gauge(
                "flotilla_listener_requests_in_flight",
                "Requests of the listener that have a route and have not ended.",
                byListener);
    }
}
