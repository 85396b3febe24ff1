package flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.NodeView.EndpointView;
import flotilla.node.balance.Ramp;
import flotilla.node.balance.SlowStart;
import flotilla.node.health.HealthPolicy;
import flotilla.node.route.UpstreamPolicy;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Nodes of one fleet whose endpoint comes back: over real sockets, with a ramp that outlasts the test. */
class FleetRampTest {

    private static final Duration AS_ONE = Duration.ofMillis(500);

    private static UpstreamPolicy policy() {
        var normal = HealthPolicy.DEFAULT;
        var checks = new HealthPolicy(
                Duration.ofMillis(100),
                normal.jitter(),
                normal.timeout(),
                1,
                2,
                "/health",
                normal.host(),
                "200",
                normal.body(),
                normal.failures());
        var policy = TestNode.policy(checks);
        return new UpstreamPolicy(
                policy.balance()
                        .withAlgorithm("least_requests")
                        .withSlowStart(new SlowStart(Duration.ofMinutes(10), 1, 0.1)),
                policy.health(),
                policy.pool(),
                policy.timeouts(),
                policy.host());
    }

    private static EndpointView returning(Node node) {
        return node.view().upstreams().getFirst().endpoints().getFirst();
    }

    private static Optional<Ramp> ramp(Node node) {
        return returning(node).endpoint().ramp();
    }

    /** When the ramp began by each node's word; all nodes of a test have one clock. */
    private static Optional<LongSummaryStatistics> begun(List<Node> nodes) {
        return nodes.stream().allMatch(node -> ramp(node).isPresent())
                ? Optional.of(nodes.stream()
                        .flatMap(node -> ramp(node).stream())
                        .mapToLong(Ramp::sinceNanos)
                        .summaryStatistics())
                : Optional.empty();
    }

    private static LongSummaryStatistics awaitOneRamp(TestFleet fleet) {
        var seen = new AtomicReference<>(new LongSummaryStatistics());
        TestNode.await(() -> {
            begun(fleet.nodes()).ifPresent(seen::set);
            return seen.get().getCount() == fleet.nodes().size()
                    && seen.get().getMax() - seen.get().getMin() < AS_ONE.toNanos();
        });
        return seen.get();
    }

    @Test
    void allNodesRampTogetherAndWhoJoinsDoesNotBeginAnew() {
        try (var returning = FakeEndpoint.start();
                var well = FakeEndpoint.start();
                var fleet = new TestFleet(policy(), List.of("a", "b"), returning, well)) {
            fleet.awaitTogether();
            assertThat(fleet.nodes()).allMatch(node -> ramp(node).isEmpty());
            returning.status(500);
            TestNode.await(() ->
                    fleet.nodes().stream().allMatch(node -> returning(node).weight() == 0));

            returning.status(200);

            var together = awaitOneRamp(fleet);
            fleet.join("c");
            fleet.awaitTogether();
            var withJoiner = awaitOneRamp(fleet);
            assertThat(withJoiner.getMax() - together.getMin()).isLessThan(2 * AS_ONE.toNanos());
            assertThat(fleet.nodes())
                    .hasSize(3)
                    .allMatch(node -> returning(node).weight() == 0.1);
        }
    }
}
