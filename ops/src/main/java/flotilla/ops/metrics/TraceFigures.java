package flotilla.ops.metrics;

import flotilla.ops.tracing.SpanCounts;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.function.Supplier;

/** What became of the spans of traces. */
final class TraceFigures implements Collector {

    private final Supplier<SpanCounts> counts;

    TraceFigures(Supplier<SpanCounts> counts) {
        this.counts = counts;
    }

    @Override
    public MetricSnapshot collect() {
        var now = counts.get();
        return CounterSnapshot.builder()
                .name("flotilla_trace_spans")
                .help("Spans that a collector took, that found no room in a queue, or that no collector took.")
                .dataPoint(point("exported", now.exported()))
                .dataPoint(point("dropped", now.dropped()))
                .dataPoint(point("lost", now.lost()))
                .build();
    }

    private static CounterDataPointSnapshot point(String outcome, long count) {
        return CounterDataPointSnapshot.builder()
                .labels(Labels.of("outcome", outcome))
                .value((double) count)
                .build();
    }
}
