package flotilla.ops.metrics;

import flotilla.node.Node;
import flotilla.node.NodeView.OutlierView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.health.Outlier.Kind;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What live traffic showed of each upstream's endpoints, and how many are left out for it. */
final class OutlierFigures implements MultiCollector {

    private final Node node;

    OutlierFigures(Node node) {
        this.node = node;
    }

    @Override
    public MetricSnapshots collect() {
        var upstreams = node.view().upstreams();
        return MetricSnapshots.of(
                found(upstreams),
                gauge(
                        upstreams,
                        "ejected",
                        "Endpoints left out, as live traffic fails there.",
                        view -> view.ejected().size()),
                gauge(
                        upstreams,
                        "spared",
                        "Endpoints that would be left out, but for the cap.",
                        view -> view.spared().size()),
                gauge(
                        upstreams,
                        "panic",
                        "Whether all endpoints are tried, as too few are well.",
                        view -> view.panic() ? 1 : 0));
    }

    /** All kinds from the beginning on, so that the first one can be told from none. */
    private static CounterSnapshot found(List<UpstreamView> upstreams) {
        var counter = CounterSnapshot.builder()
                .name("flotilla_upstream_outliers")
                .help("Times that this node's traffic showed an endpoint to be an outlier.");
        for (var upstream : upstreams) {
            for (var kind : Kind.values()) {
                counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "upstream", upstream.name(), "kind", kind.name().toLowerCase(Locale.ROOT)))
                        .value((double) upstream.outliers().found().getOrDefault(kind, 0L))
                        .build());
            }
        }
        return counter.build();
    }

    private static GaugeSnapshot gauge(
            List<UpstreamView> upstreams, String name, String help, ToDoubleFunction<OutlierView> value) {
        var gauge = GaugeSnapshot.builder().name("flotilla_upstream_" + name).help(help);
        upstreams.forEach(upstream -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of("upstream", upstream.name()))
                .value(value.applyAsDouble(upstream.outliers()))
                .build()));
        return gauge.build();
    }
}
