package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one I/O thread counts of requests: a {@link Series} for each combination of labels, and {@link RouteCells} for each listener
 * and route. Where there are more combinations than {@link #MAX_CELLS}, the rest is told apart by the class of its statuses only.
 */
final class ThreadCounters {

    /** Some megabytes for each thread. */
    static final int MAX_CELLS = 16_384;

    private static final int CLASSES = 10;
    private static final int CLASS = 100;

    private final CellTable<Series> series = new CellTable<>(MAX_CELLS);
    private final CellTable<RouteCells> routes = new CellTable<>(MAX_CELLS);
    private final RouteCells otherRoutes = new RouteCells(SeriesKey.OTHER, SeriesKey.OTHER, 0);
    private final List<Series> others = IntStream.range(0, CLASSES)
            .mapToObj(each -> new Series(SeriesKey.other(each * CLASS), 0))
            .toList();

    /** A request has its route; on the one thread of these counters. */
    void began(Finished request) {
        route(request).began();
    }

    /** Counts a request; on the same thread. */
    void add(Finished request) {
        int hash = Series.hash(request);
        var found = series.find(hash, request);
        if (found == null) {
            found = make(hash, request);
        }
        found.add(request);
        route(request).ended(request);
    }

    private Series make(int hash, Finished request) {
        if (!series.hasRoom()) {
            return others.get(Math.min(request.status() / CLASS, CLASSES - 1));
        }
        var made = new Series(SeriesKey.of(request), hash);
        series.insert(made);
        return made;
    }

    private RouteCells route(Finished request) {
        int hash = RouteCells.hash(request);
        var found = routes.find(hash, request);
        if (found != null) {
            return found;
        }
        if (!routes.hasRoom()) {
            return otherRoutes;
        }
        var made = new RouteCells(request.listener(), request.route(), hash);
        routes.insert(made);
        return made;
    }

    /** Whether series that nobody uses stand in the way of others; from any thread, as all that follow. */
    boolean crowded() {
        return series.crowded();
    }

    /** Some series are gone. */
    void sweep() {
        series.sweep();
    }

    Stream<Series> series() {
        return Stream.concat(series.all().stream(), others.stream());
    }

    Stream<RouteCells> routes() {
        return Stream.concat(routes.all().stream(), Stream.of(otherRoutes));
    }
}
