package flotilla.node;

import flotilla.node.NodeView.EndpointView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.health.Health;
import flotilla.node.health.Verdict;
import flotilla.node.route.UpstreamState;
import java.util.Optional;

/** What those who show an upstream get to see of it, put together of what its table, its health and its traffic say. */
record UpstreamViews(Health health, TrafficFindings findings) {

    UpstreamView of(UpstreamState upstream) {
        var weights = upstream.rotation().spokenWeights();
        var endpoints = upstream.endpoints().stream()
                .map(e -> new EndpointView(
                        e, verdict(upstream, e), weights.getOrDefault(e, 0.0), Optional.ofNullable(health.breaker(e))))
                .toList();
        return new UpstreamView(
                upstream.name(),
                upstream.algorithm(),
                endpoints,
                upstream.stale(),
                upstream.retries(),
                findings.view(upstream),
                upstream.concurrency());
    }

    private Verdict verdict(UpstreamState upstream, LiveEndpoint endpoint) {
        return upstream.evictions().verdict(endpoint).orElseGet(() -> health.verdict(endpoint));
    }
}
