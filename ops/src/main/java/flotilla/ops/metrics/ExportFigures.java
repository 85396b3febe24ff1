package flotilla.ops.metrics;

import flotilla.ops.metrics.Shown.Points;
import flotilla.ops.metrics.otlp.ExportCounts;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/** What became of exports of these very figures to a collector. */
record ExportFigures(Supplier<ExportCounts> counts) implements MultiCollector {

    @Override
    public MetricSnapshots collect() {
        var now = counts.get();
        var points = new Points();
        points.add(Labels.of("outcome", "taken"), now.taken()).add(Labels.of("outcome", "missed"), now.missed());
        var shown = new Shown();
        shown.counter("flotilla_metric_exports", "Exports of metrics that a collector took, or did not.", points);
        return new MetricSnapshots(shown.metrics());
    }
}
