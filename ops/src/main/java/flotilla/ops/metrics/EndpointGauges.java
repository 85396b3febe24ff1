package flotilla.ops.metrics;

import flotilla.node.NodeView.EndpointView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.resilience.Breaker;
import flotilla.ops.metrics.Shown.Points;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Endpoints as they are now. What can be added up is also there of those that have no series of their own, as {@code
 * other} of their upstream.
 */
final class EndpointGauges {

    /** One endpoint beside its upstream. */
    private record Placed(UpstreamView upstream, EndpointView view) {}

    private final List<Placed> all;
    private final Set<LiveEndpoint> own;
    private final long now;

    /** @param own who has series of its own */
    EndpointGauges(List<UpstreamView> upstreams, Set<LiveEndpoint> own, long nowNanos) {
        this.all = upstreams.stream()
                .flatMap(upstream -> upstream.endpoints().stream().map(view -> new Placed(upstream, view)))
                .toList();
        this.own = own;
        this.now = nowNanos;
    }

    void show(Shown shown) {
        sum(shown, "weight", "Its effective weight; 0: not in the rotation.", EndpointView::weight);
        sum(
                shown,
                "requests_in_flight",
                "Attempts under way.",
                e -> e.endpoint().inFlight());
        sum(
                shown,
                "connections",
                "Open connections, idle ones included.",
                e -> e.endpoint().connections());
        sum(
                shown,
                "queue",
                "Requests that wait for a connection to it.",
                e -> e.endpoint().figures().queued().get());
        each(shown, "up", "Whether it may take requests.", e -> e.view.verdict().up() ? 1 : 0);
        each(
                shown,
                "ejected",
                "Whether it is left out as live traffic fails there.",
                e -> e.upstream.outliers().ejected().contains(e.view.endpoint()) ? 1 : 0);
        each(
                shown,
                "latency_seconds",
                "The latency to expect of it.",
                e -> e.view.endpoint().latency().at(now) / 1e9);
        each(
                shown,
                "breaker_state",
                "This node's breaker for it: 0 closed, 1 half-open, 2 open.",
                e -> e.view.breaker().map(EndpointGauges::state).orElse(0));
    }

    private static int state(Breaker breaker) {
        return switch (breaker.state()) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    private void sum(Shown shown, String name, String help, ToDoubleFunction<EndpointView> value) {
        var points = new Points();
        for (var each : all) {
            points.add(labels(each.view.endpoint(), own), value.applyAsDouble(each.view));
        }
        shown.gauge("flotilla_endpoint_" + name, help, points);
    }

    private void each(Shown shown, String name, String help, ToDoubleFunction<Placed> value) {
        var points = new Points();
        for (var each : all) {
            if (own.contains(each.view.endpoint())) {
                points.add(labels(each.view.endpoint(), own), value.applyAsDouble(each));
            }
        }
        shown.gauge("flotilla_endpoint_" + name, help, points);
    }

    /** Of itself, if it has series of its own, else of all others of its upstream. */
    static Labels labels(LiveEndpoint endpoint, Set<LiveEndpoint> own) {
        return Labels.of(
                "upstream",
                endpoint.upstream(),
                "endpoint",
                own.contains(endpoint) ? endpoint.authority() : SeriesKey.OTHER);
    }
}
