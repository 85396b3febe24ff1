package flotilla.ops.metrics;

import flotilla.discovery.Sight;
import flotilla.discovery.Sight.Guard;
import flotilla.ops.metrics.Shown.Points;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How well the sources of upstreams and routes see. Several watches of one source are one: the oldest, and what all of them have
 * counted, also those that have ended since, as long as there is any ({@link Ledger}).
 */
final class SourceFigures implements MultiCollector {

    /** A row: errors, and behind them each guard. */
    private static final int ERRORS = 0;

    private static final int GUARDS = 1;
    private static final List<Guard> ALL = List.of(Guard.values());
    private static final int WIDTH = GUARDS + ALL.size();

    private final Supplier<List<Sight>> sights;
    private final Ledger<Sight, URI> ledger = new Ledger<>(WIDTH, Integer.MAX_VALUE, UnaryOperator.identity());

    SourceFigures(Supplier<List<Sight>> sights) {
        this.sights = sights;
    }

    @Override
    public synchronized MetricSnapshots collect() {
        var present = sights.get();
        var bySource =
                present.stream().collect(Collectors.groupingBy(Sight::source, TreeMap::new, Collectors.toList()));
        book(present);
        ledger.close(source -> !bySource.containsKey(source));
        var shown = new Shown();
        gauge(
                shown,
                bySource,
                "age_seconds",
                "Since the source was seen last; if it never was, since it is watched.",
                sight -> sight.age().toNanos() / 1e9);
        gauge(shown, bySource, "index", "The registry's index of the newest answer.", Sight::index);
        errors(shown);
        guards(shown);
        return new MetricSnapshots(shown.metrics());
    }

    private static void gauge(
            Shown shown, Map<URI, List<Sight>> bySource, String name, String help, ToDoubleFunction<Sight> value) {
        var points = new Points();
        bySource.forEach((source, watched) -> points.add(
                Labels.of("source", source.toString()),
                watched.stream().mapToDouble(value).max().orElseThrow()));
        shown.gauge("flotilla_source_" + name, help, points);
    }

    private void book(List<Sight> present) {
        for (var sight : present) {
            ledger.book(sight.source(), ledger.increment(sight, row(sight)));
        }
        for (var gone : ledger.missing(present)) {
            ledger.book(gone.source(), ledger.increment(gone, row(gone)));
            ledger.forget(gone);
        }
    }

    private static long[] row(Sight sight) {
        var row = new long[WIDTH];
        row[ERRORS] = sight.errors();
        for (int i = 0; i < ALL.size(); i++) {
            row[GUARDS + i] = sight.activations(ALL.get(i));
        }
        return row;
    }

    private void errors(Shown shown) {
        var points = new Points();
        ledger.shown().forEach((source, row) -> points.add(Labels.of("source", source.toString()), row[ERRORS]));
        shown.counter("flotilla_source_errors", "Looks at the source that failed.", points);
    }

    private void guards(Shown shown) {
        var points = new Points();
        ledger.shown().forEach((source, row) -> {
            for (int i = 0; i < ALL.size(); i++) {
                points.add(
                        Labels.of(
                                "source", source.toString(), "guard", ALL.get(i).label()),
                        row[GUARDS + i]);
            }
        });
        shown.counter(
                "flotilla_source_guard_activations",
                "Times that the source was not taken at its word, by the guard that saw to it.",
                points);
    }
}
