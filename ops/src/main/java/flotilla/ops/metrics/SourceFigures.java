package flotilla.ops.metrics;

import flotilla.discovery.Sight;
import flotilla.discovery.Sight.Guard;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.net.URI;
import java.util.ArrayList;
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
        var all = new ArrayList<MetricSnapshot>();
        all.add(gauge(
                bySource,
                "age_seconds",
                "Since the source was seen last; if it never was, since it is watched.",
                sight -> sight.age().toNanos() / 1e9));
        all.add(gauge(bySource, "index", "The registry's index of the newest answer.", Sight::index));
        all.add(errors());
        all.add(guards());
        return new MetricSnapshots(all);
    }

    private static GaugeSnapshot gauge(
            Map<URI, List<Sight>> bySource, String name, String help, ToDoubleFunction<Sight> value) {
        var gauge = GaugeSnapshot.builder().name("flotilla_source_" + name).help(help);
        bySource.forEach((source, watched) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of("source", source.toString()))
                .value(watched.stream().mapToDouble(value).max().orElseThrow())
                .build()));
        return gauge.build();
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

    private CounterSnapshot errors() {
        var counter = CounterSnapshot.builder().name("flotilla_source_errors").help("Looks at the source that failed.");
        ledger.shown()
                .forEach((source, row) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of("source", source.toString()))
                        .value((double) row[ERRORS])
                        .build()));
        return counter.build();
    }

    private CounterSnapshot guards() {
        var counter = CounterSnapshot.builder()
                .name("flotilla_source_guard_activations")
                .help("Times that the source was not taken at its word, by the guard that saw to it.");
        ledger.shown().forEach((source, row) -> {
            for (int i = 0; i < ALL.size(); i++) {
                counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "source", source.toString(), "guard", ALL.get(i).label()))
                        .value((double) row[GUARDS + i])
                        .build());
            }
        });
        return counter.build();
    }
}
