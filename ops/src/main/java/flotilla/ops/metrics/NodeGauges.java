package flotilla.ops.metrics;

import flotilla.node.Node;
import flotilla.node.NodeView.UpstreamView;
import flotilla.ops.metrics.Shown.Points;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** The figures of a node and its upstreams as they are when asked for. What is no longer there is no longer listed. */
final class NodeGauges implements MultiCollector {

    private final Node node;
    private final LongSupplier droppedLines;

    NodeGauges(Node node, LongSupplier droppedLines) {
        this.node = node;
        this.droppedLines = droppedLines;
    }

    @Override
    public MetricSnapshots collect() {
        var view = node.view();
        var shown = new Shown();
        shown.gauge("flotilla_ready", "Whether the node is ready for requests.", node.ready() ? 1 : 0);
        shown.gauge("flotilla_requests_in_flight", "Requests under way.", view.requestsInFlight());
        shown.gauge("flotilla_client_connections", "Open connections of clients.", view.clientConnections());
        shown.gauge("flotilla_buffer_bytes", "Memory held for slow readers and repeatable bodies.", view.bufferBytes());
        shown.counter(
                "flotilla_access_log_dropped_lines",
                "Lines that the access log could not take.",
                droppedLines.getAsLong());
        drills(shown);
        upstreams(view.upstreams(), shown);
        ConcurrencyFigures.of(view.upstreams()).forEach(shown::add);
        return new MetricSnapshots(shown.metrics());
    }

    /** There is a series while there is a drill, which is what to alert on where nobody should be drilling. */
    private void drills(Shown shown) {
        var points = new Points();
        for (var drill : node.faults().all()) {
            points.add(Labels.of("route", drill.route(), "fault", "delay"), drill.delayed());
            points.add(Labels.of("route", drill.route(), "fault", "abort"), drill.aborted());
        }
        shown.counter("flotilla_drill_faults", "Requests that a drill under way has delayed or answered.", points);
    }

    private static void upstreams(List<UpstreamView> upstreams, Shown shown) {
        shown.gauge(
                "flotilla_upstream_stale",
                "Whether a source of the upstream cannot see.",
                points(upstreams, each -> each.stale().isEmpty() ? 0 : 1));
        shown.gauge(
                "flotilla_upstream_endpoints",
                "Endpoints that its sources list.",
                points(upstreams, each -> each.endpoints().size()));
        shown.gauge(
                "flotilla_upstream_endpoints_up",
                "Endpoints that may take requests.",
                points(
                        upstreams,
                        each -> each.endpoints().stream()
                                .filter(endpoint -> endpoint.verdict().up())
                                .count()));
        tries(upstreams, shown);
    }

    private static void tries(List<UpstreamView> upstreams, Shown shown) {
        count(
                shown,
                upstreams,
                "retries",
                "Tries made in place of one that failed.",
                each -> each.retries().retries());
        count(
                shown,
                upstreams,
                "retries_refused",
                "Retries not made as the budget was spent.",
                each -> each.retries().refused());
        count(
                shown,
                upstreams,
                "fallbacks",
                "Requests that its fallback upstream got.",
                each -> each.retries().fallbacks());
        count(
                shown,
                upstreams,
                "hedges",
                "Second tries made beside a first that took long.",
                each -> each.retries().hedging().made());
        count(
                shown,
                upstreams,
                "hedges_won",
                "Second tries that were the quicker.",
                each -> each.retries().hedging().wins());
    }

    private static void count(
            Shown shown, List<UpstreamView> upstreams, String name, String help, ToDoubleFunction<UpstreamView> value) {
        shown.counter("flotilla_upstream_" + name, help, points(upstreams, value));
    }

    private static Points points(List<UpstreamView> upstreams, ToDoubleFunction<UpstreamView> value) {
        var points = new Points();
        upstreams.forEach(each -> points.add(Labels.of("upstream", each.name()), value.applyAsDouble(each)));
        return points;
    }
}
