package flotilla.ops.metrics;

import flotilla.node.NodeView.UpstreamView;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.RequestPriority;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/** The limits of requests in flight to upstreams, of those that have one. */
final class ConcurrencyFigures {

    private ConcurrencyFigures() {}

    static List<MetricSnapshot> of(List<UpstreamView> upstreams) {
        return List.of(
                gauge(upstreams, "limit", "Requests that may be in flight from this node.", ConcurrencyLimit::limit),
                gauge(upstreams, "in_flight", "Requests in flight under the limit.", ConcurrencyLimit::inFlight),
                gauge(upstreams, "waiting", "Requests that wait to be in flight.", ConcurrencyLimit::waiting),
                shed(upstreams));
    }

    private static GaugeSnapshot gauge(
            List<UpstreamView> upstreams, String name, String help, ToIntFunction<ConcurrencyLimit> value) {
        var gauge = GaugeSnapshot.builder()
                .name("flotilla_upstream_concurrency_" + name)
                .help(help);
        each(
                upstreams,
                (upstream, limit) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("upstream", upstream))
                        .value(value.applyAsInt(limit))
                        .build()));
        return gauge.build();
    }

    private static CounterSnapshot shed(List<UpstreamView> upstreams) {
        var counter = CounterSnapshot.builder()
                .name("flotilla_upstream_concurrency_shed")
                .help("Requests that were refused, displaced or waited in vain.");
        each(upstreams, (upstream, limit) -> {
            for (var priority : RequestPriority.values()) {
                counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "upstream",
                                upstream,
                                "priority",
                                priority.name().toLowerCase(Locale.ROOT)))
                        .value((double) limit.shed(priority))
                        .build());
            }
        });
        return counter.build();
    }

    private static void each(List<UpstreamView> upstreams, BiConsumer<String, ConcurrencyLimit> action) {
        for (var upstream : upstreams) {
            upstream.concurrency().ifPresent(limit -> action.accept(upstream.name(), limit));
        }
    }
}
