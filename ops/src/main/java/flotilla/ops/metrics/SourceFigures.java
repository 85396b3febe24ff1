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
import java.util.stream.Collectors;

/** How well the sources of upstreams and routes see. Several watches of one source are one: the oldest, all errors. */
final class SourceFigures implements MultiCollector {

    private final Supplier<List<Sight>> sights;

    SourceFigures(Supplier<List<Sight>> sights) {
        this.sights = sights;
    }

    @Override
    public MetricSnapshots collect() {
        var bySource =
                sights.get().stream().collect(Collectors.groupingBy(Sight::source, TreeMap::new, Collectors.toList()));
        var all = new ArrayList<MetricSnapshot>();
        all.add(gauge(
                bySource,
                "age_seconds",
                "Since the source was seen last; if it never was, since it is watched.",
                sight -> sight.age().toNanos() / 1e9));
        all.add(gauge(bySource, "index", "The registry's index of the newest answer.", Sight::index));
        all.add(errors(bySource));
        all.add(guards(bySource));
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

    private static CounterSnapshot errors(Map<URI, List<Sight>> bySource) {
        var counter = CounterSnapshot.builder().name("flotilla_source_errors").help("Looks at the source that failed.");
        bySource.forEach((source, watched) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of("source", source.toString()))
                .value((double) watched.stream().mapToLong(Sight::errors).sum())
                .build()));
        return counter.build();
    }

    private static CounterSnapshot guards(Map<URI, List<Sight>> bySource) {
        var counter = CounterSnapshot.builder()
                .name("flotilla_source_guard_activations")
                .help("Times that the source was not taken at its word, by the guard that saw to it.");
        bySource.forEach((source, watched) -> {
            for (var guard : Guard.values()) {
                counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of("source", source.toString(), "guard", guard.label()))
                        .value((double) watched.stream()
                                .mapToLong(sight -> sight.activations(guard))
                                .sum())
                        .build());
            }
        });
        return counter.build();
    }
}
