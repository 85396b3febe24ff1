package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one I/O thread counts of requests: a {@link Series} for each combination of labels, {@link TimeCells} for each listener, route
 * and upstream, and {@link RouteCells} for each listener and route. Where there are more than {@link #MAX_CELLS} of a kind, the rest is
 * told apart by the class of its statuses only. A request that ends is looked for once, as its series knows the others ({@link Beside}).
 */
final class ThreadCounters {

    /** Some megabytes for each thread. */
    static final int MAX_CELLS = 16_384;

    private static final int CLASSES = 10;
    private static final int CLASS = 100;

    private final CellTable<Series> series = new CellTable<>(MAX_CELLS);
    private final CellTable<RouteCells> routes = new CellTable<>(MAX_CELLS);
    private final CellTable<TimeCells> times = new CellTable<>(MAX_CELLS);
    private final Map<String, UpstreamCount> upstreams = new ConcurrentHashMap<>();
    private final TimeCells otherTimes = new TimeCells(TimesKey.REST, 0);
    private final RouteCells otherRoutes = new RouteCells(SeriesKey.OTHER, SeriesKey.OTHER, 0);

    /** By the class of their status; behind those that went well the same that did not. */
    private final List<Series> others = IntStream.range(0, 2 * CLASSES)
            .mapToObj(each -> new Series(SeriesKey.other(each % CLASSES, each >= CLASSES), 0))
            .toList();

    ThreadCounters() {
        // So that nobody keeps them: as soon as there is room again, each counts for itself.
        otherTimes.drop();
        otherRoutes.drop();
    }

    /** A request has its route; on the one thread of these counters. */
    void began(Finished request) {
        route(request).began();
    }

    /** Counts a request; on the same thread. */
    void add(Finished request) {
        var own = series.of(request, Series.hash(request), Series::of);
        if (own != null) {
            own.add(request);
            beside(own, request).ended(request);
        } else {
            int place = Math.min(request.status() / CLASS, CLASSES - 1);
            others.get(request.failure() == null ? place : CLASSES + place).add(request);
            route(request).ended();
            times(request).ended(request);
            upstream(request).ended(request);
        }
    }

    private Beside beside(Series of, Finished request) {
        var known = of.beside();
        if (known != null && !known.stale()) {
            return known;
        }
        var found = new Beside(route(request), times(request), upstream(request));
        of.beside(found);
        return found;
    }

    private UpstreamCount upstream(Finished request) {
        var known = upstreams.get(request.upstream());
        return known == null ? upstreams.computeIfAbsent(request.upstream(), _ -> new UpstreamCount()) : known;
    }

    private TimeCells times(Finished request) {
        var own = times.of(request, TimeCells.hash(request), TimeCells::of);
        return own == null ? otherTimes : own;
    }

    private RouteCells route(Finished request) {
        var own = routes.of(request, RouteCells.hash(request), RouteCells::of);
        return own == null ? otherRoutes : own;
    }

    /** Whether so many cells of a kind may leave no room for others; from any thread, as all that follow. */
    static boolean crowded(Collection<? extends Cell> cells) {
        return cells.size() > MAX_CELLS / 2;
    }

    /** Some cells are gone. */
    void sweep() {
        series.sweep();
        times.sweep();
        routes.sweep();
    }

    List<Series> series() {
        return Stream.concat(series.all().stream(), others.stream()).toList();
    }

    List<TimeCells> times() {
        return Stream.concat(times.all().stream(), Stream.of(otherTimes)).toList();
    }

    List<RouteCells> routes() {
        return Stream.concat(routes.all().stream(), Stream.of(otherRoutes)).toList();
    }

    /** What has been counted of this upstream, if anything has. */
    Optional<UpstreamCount> upstream(String name) {
        return Optional.ofNullable(upstreams.get(name));
    }
}
