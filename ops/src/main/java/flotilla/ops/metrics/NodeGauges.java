package flotilla.ops.metrics;

import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.NodeView;
import flotilla.node.NodeView.EndpointView;
import flotilla.node.resilience.Breaker;
import flotilla.node.resilience.Breaker.View;
import flotilla.node.resilience.RetryBudget;
import flotilla.node.route.Drill;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** The figures of a node as they are when asked for. What is no longer there is no longer listed. */
final class NodeGauges implements MultiCollector {

    private final Node node;
    private final Time time;
    private final LongSupplier droppedLines;

    NodeGauges(Node node, Time time, LongSupplier droppedLines) {
        this.node = node;
        this.time = time;
        this.droppedLines = droppedLines;
    }

    @Override
    public MetricSnapshots collect() {
        var view = node.view();
        var all = new ArrayList<MetricSnapshot>();
        all.add(gauge("flotilla_ready", "Whether the node is ready for requests.", node.ready() ? 1 : 0));
        all.add(gauge("flotilla_requests_in_flight", "Requests under way.", view.requestsInFlight()));
        all.add(gauge("flotilla_client_connections", "Open connections of clients.", view.clientConnections()));
        all.add(gauge("flotilla_buffer_bytes", "Memory held for slow readers and repeatable bodies.", (double)
                view.bufferBytes()));
        all.add(CounterSnapshot.builder()
                .name("flotilla_access_log_dropped_lines")
                .help("Lines that the access log could not take.")
                .dataPoint(CounterDataPointSnapshot.builder()
                        .value((double) droppedLines.getAsLong())
                        .build())
                .build());
        all.add(stale(view));
        all.add(ofUpstreams(view, "retries", "Tries made in place of one that failed.", RetryBudget::retries));
        all.add(ofUpstreams(
                view, "retries_refused", "Retries not made as the budget was spent.", RetryBudget::refused));
        all.add(drills());
        all.add(ofUpstreams(view, "fallbacks", "Requests that its fallback upstream got.", RetryBudget::fallbacks));
        all.addAll(ConcurrencyFigures.of(view.upstreams()));
        all.add(ofUpstreams(
                view,
                "hedges",
                "Second tries made beside a first that took long.",
                retries -> retries.hedging().made()));
        all.add(ofUpstreams(
                view,
                "hedges_won",
                "Second tries that were the quicker.",
                retries -> retries.hedging().wins()));
        ofEndpoints(view, all);
        breakers(view, time.nanos(), all);
        return new MetricSnapshots(all);
    }

    /** There is a series while there is a drill, which is what to alert on where nobody should be drilling. */
    private MetricSnapshot drills() {
        var counter = CounterSnapshot.builder()
                .name("flotilla_drill_faults")
                .help("Requests that a drill under way has delayed or answered.");
        for (var drill : node.faults().all()) {
            counter.dataPoint(drill(drill, "delay", drill.delayed()));
            counter.dataPoint(drill(drill, "abort", drill.aborted()));
        }
        return counter.build();
    }

    private static CounterDataPointSnapshot drill(Drill drill, String fault, long count) {
        return CounterDataPointSnapshot.builder()
                .labels(Labels.of("route", drill.route(), "fault", fault))
                .value((double) count)
                .build();
    }

    private void ofEndpoints(NodeView view, List<MetricSnapshot> all) {
        long now = time.nanos();
        all.add(gauges(
                view, "up", "Whether it may take requests.", e -> e.verdict().up() ? 1 : 0));
        all.add(gauges(view, "weight", "Its effective weight; 0: not in the rotation.", EndpointView::weight));
        all.add(gauges(
                view,
                "requests_in_flight",
                "Attempts under way.",
                e -> e.endpoint().inFlight()));
        all.add(gauges(
                view,
                "connections",
                "Open connections, idle ones included.",
                e -> e.endpoint().connections()));
        all.add(gauges(
                view,
                "latency_seconds",
                "The latency to expect of it.",
                e -> e.endpoint().latency().at(now) / 1e9));
        all.add(counters(
                view, "picks", "Times it was chosen.", e -> e.endpoint().picks()));
        all.add(counters(
                view,
                "failures",
                "Attempts at it that failed.",
                e -> e.endpoint().failures()));
    }

    private static void breakers(NodeView view, long now, List<MetricSnapshot> all) {
        all.add(gauges(
                view, "breaker_state", "This node's breaker for it: 0 closed, 1 half-open, 2 open.", e -> state(e)));
        all.add(counters(view, "breaker_opened", "Times its breaker opened.", e -> breaker(e, now, View::opened)));
        all.add(counters(
                view, "breaker_refused", "Attempts that its breaker refused.", e -> breaker(e, now, View::refused)));
    }

    private static int state(EndpointView endpoint) {
        return endpoint.breaker()
                .map(Breaker::state)
                .map(state -> switch (state) {
                    case CLOSED -> 0;
                    case HALF_OPEN -> 1;
                    case OPEN -> 2;
                })
                .orElse(0);
    }

    private static double breaker(EndpointView endpoint, long now, ToDoubleFunction<View> value) {
        return endpoint.breaker()
                .map(breaker -> value.applyAsDouble(breaker.view(now)))
                .orElse(0.0);
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }

    private static GaugeSnapshot stale(NodeView view) {
        var gauge = GaugeSnapshot.builder()
                .name("flotilla_upstream_stale")
                .help("Whether a source of the upstream cannot see.");
        view.upstreams()
                .forEach(upstream -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("upstream", upstream.name()))
                        .value(upstream.stale().isEmpty() ? 0 : 1)
                        .build()));
        return gauge.build();
    }

    private static CounterSnapshot ofUpstreams(
            NodeView view, String name, String help, ToDoubleFunction<RetryBudget> value) {
        var counter =
                CounterSnapshot.builder().name("flotilla_upstream_" + name).help(help);
        view.upstreams()
                .forEach(upstream -> counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of("upstream", upstream.name()))
                        .value(value.applyAsDouble(upstream.retries()))
                        .build()));
        return counter.build();
    }

    private static GaugeSnapshot gauges(NodeView view, String name, String help, ToDoubleFunction<EndpointView> value) {
        var gauge = GaugeSnapshot.builder().name("flotilla_endpoint_" + name).help(help);
        view.upstreams().stream()
                .flatMap(upstream -> upstream.endpoints().stream())
                .forEach(endpoint -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels(endpoint))
                        .value(value.applyAsDouble(endpoint))
                        .build()));
        return gauge.build();
    }

    private static CounterSnapshot counters(
            NodeView view, String name, String help, ToDoubleFunction<EndpointView> value) {
        var counter =
                CounterSnapshot.builder().name("flotilla_endpoint_" + name).help(help);
        view.upstreams().stream()
                .flatMap(upstream -> upstream.endpoints().stream())
                .forEach(endpoint -> counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(labels(endpoint))
                        .value(value.applyAsDouble(endpoint))
                        .build()));
        return counter.build();
    }

    private static Labels labels(EndpointView view) {
        var live = view.endpoint();
        return Labels.of(
                "upstream", live.upstream(), "endpoint", live.endpoint().authority());
    }
}
