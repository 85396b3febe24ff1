package flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.NodeView.EndpointView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.balance.SlowStart;
import flotilla.node.figures.EndpointFigures;
import flotilla.node.health.Eviction;
import flotilla.node.health.Outlier.Kind;
import flotilla.node.health.OutlierPolicy;
import flotilla.node.route.UpstreamPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One endpoint of three answers 30 % of its requests with 500, over real sockets, and then is well again. */
class OutlierTest {

    private static final Pattern FOUND =
            Pattern.compile("success rate [67]\\d\\.\\d % of \\d+ requests where the others have 100\\.0 %");

    /** A return by slow start is seen by the part of the weight that it begins with: the rest outlasts the test. */
    private static UpstreamPolicy policy(Eviction eviction, SlowStart recovery) {
        var outliers = OutlierPolicy.DEFAULT
                .withInterval(Duration.ofMillis(200))
                .withEjection(Duration.ofSeconds(2))
                .withEviction(eviction);
        var balance =
                TestNode.policy().balance().withAlgorithm("least_requests").withSlowStart(recovery);
        return TestNode.policy(balance).withOutliers(outliers);
    }

    /** The first view in which the flaky endpoint's weight is as wanted. */
    private static UpstreamView awaitWeight(Node node, DoublePredicate wanted) {
        var seen = new AtomicReference<UpstreamView>();
        TestNode.await(() -> {
            seen.set(node.view().upstreams().getFirst());
            return wanted.test(flaky(seen.get()).weight());
        });
        return seen.get();
    }

    private static EndpointView flaky(UpstreamView upstream) {
        return upstream.endpoints().getFirst();
    }

    private static List<Double> weights(UpstreamView upstream) {
        return upstream.endpoints().stream().map(EndpointView::weight).toList();
    }

    @Test
    void immediatelyItIsLeftOutAndReturnsBySlowStart() {
        try (var flaky = FakeEndpoint.start().failing(3);
                var one = FakeEndpoint.start();
                var other = FakeEndpoint.start();
                var test = TestNode.before(
                        policy(Eviction.IMMEDIATE, new SlowStart(Duration.ofHours(1), 1, 0.1)), flaky, one, other);
                var load = SteadyRequests.to(test.client())) {
            var out = awaitWeight(test.node(), weight -> weight == 0);

            assertThat(weights(out)).containsExactly(0.0, 1.0, 1.0);
            assertThat(flaky(out).verdict().reason()).containsPattern(FOUND);
            assertThat(out.outliers().ejected()).containsExactly(flaky(out).endpoint());
            assertThat(out.outliers().found()).containsKey(Kind.SUCCESS_RATE);
            assertThat(flaky(out).endpoint().figures().row()[EndpointFigures.EJECTIONS])
                    .isPositive();
            flaky.failing(0);
            var back = awaitWeight(test.node(), weight -> weight > 0);
            assertThat(weights(back)).containsExactly(0.1, 1.0, 1.0);
            load.assertAllAnswered();
        }
    }

    @Test
    void graduallyItsWeightFallsAndRisesAgain() {
        try (var flaky = FakeEndpoint.start().failing(3);
                var one = FakeEndpoint.start();
                var other = FakeEndpoint.start();
                var test = TestNode.before(policy(Eviction.GRADUAL, SlowStart.OFF), flaky, one, other);
                var load = SteadyRequests.to(test.client())) {
            var lowered = awaitWeight(test.node(), weight -> weight <= 0.5);

            assertThat(flaky(lowered).weight()).isIn(0.5, 0.25);
            assertThat(lowered.outliers().ejected()).isEmpty();
            int before = flaky.requests();
            TestNode.await(() -> flaky.requests() > before + 10);
            flaky.failing(0);
            var back = awaitWeight(test.node(), weight -> weight == 1);
            assertThat(weights(back)).containsExactly(1.0, 1.0, 1.0);
            load.assertAllAnswered();
        }
    }

    /** Two nodes see it fail; the third sends nothing, and goes by their votes. */
    @Test
    void theFleetLeavesItOutByTheVotesOfTwoNodes() {
        try (var flaky = FakeEndpoint.start().failing(3);
                var one = FakeEndpoint.start();
                var other = FakeEndpoint.start();
                var fleet = new TestFleet(
                        policy(Eviction.IMMEDIATE, SlowStart.OFF), List.of("a", "b", "c"), flaky, one, other)) {
            fleet.awaitTogether();
            var nodes = fleet.nodes();
            try (var first = SteadyRequests.to(fleet.client(nodes.get(0)));
                    var second = SteadyRequests.to(fleet.client(nodes.get(1)))) {
                var out = awaitWeight(nodes.get(2), weight -> weight == 0);

                assertThat(weights(out)).containsExactly(0.0, 1.0, 1.0);
                assertThat(out.outliers().found()).as("by its own traffic").isEmpty();
                assertThat(flaky(out).endpoint().figures().row()[EndpointFigures.EJECTIONS])
                        .as("by the fleet")
                        .isPositive();
                first.assertAllAnswered();
                second.assertAllAnswered();
            }
        }
    }
}
