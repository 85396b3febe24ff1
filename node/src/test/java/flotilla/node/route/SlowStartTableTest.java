package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.ManualTime;
import flotilla.discovery.Upstream;
import flotilla.discovery.UpstreamEvent;
import flotilla.node.TestNode;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotation;
import flotilla.node.balance.SlowStart;
import flotilla.node.cluster.FleetLimits;
import flotilla.node.health.Health;
import flotilla.node.route.Overrides.OfUpstream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tables that change with the time alone. */
class SlowStartTableTest implements TableKeeper.Surroundings {

    private static final Endpoint A = Endpoint.of("10.0.0.1", 80);
    private static final Endpoint B = Endpoint.of("10.0.0.2", 80).withWeight(3);

    private final ManualTime time = new ManualTime();
    private final Health health = new Health(time, 1, (endpoint, verdict) -> {});
    private TableKeeper keeper = keeper("least_requests");

    private TableKeeper keeper(String algorithm) {
        var policy = TestNode.policy(
                TestNode.policy().balance().withAlgorithm(algorithm).withSlowStart(SlowStart.DEFAULT));
        return new TableKeeper(
                new TableConfig(Map.of("app", policy), List.of(), Set.of(), policy, ""),
                health,
                new FleetLimits(time),
                this,
                time);
    }

    @Override
    public void retired(LiveEndpoint endpoint) {}

    @Override
    public void wanted(String upstream, URI source) {}

    @Override
    public void unwanted(String upstream) {}

    @AfterEach
    void close() {
        keeper.close();
        health.close();
    }

    @Test
    void aNewcomersWeightGrowsStepByStep() throws InterruptedException {
        describe(A);
        TestNode.await(() -> rotation().size() == 1);
        time.advance(Duration.ofMinutes(1));

        describe(A, B);

        TestNode.await(() -> rotation().size() == 2);
        assertThat(rotation().spokenWeight(1)).isEqualTo(0.3);
        for (int step = 1; step <= 20; step++) {
            time.awaitSleepers(1);
            time.advance(Duration.ofMillis(501));
            double expected = 3 * Math.max(0.1, step / 20.0);
            TestNode.await(() -> Math.abs(rotation().spokenWeight(1) - expected) < 0.006);
            assertThat(rotation().spokenWeight(0)).isEqualTo(1);
        }
        assertThat(rotation().weight(1)).as("not scaled any more").isEqualTo(3);
    }

    @Test
    void whereWeightsDoNotCountOrKeysWouldMoveThereIsNoSlowStart() {
        for (var algorithm : List.of("round_robin", "client_hash")) {
            keeper.close();
            keeper = keeper(algorithm);
            describe(A);
            TestNode.await(() -> rotation().size() == 1);
            time.advance(Duration.ofMinutes(1));

            describe(A, B);

            TestNode.await(() -> rotation().size() == 2);
            assertThat(rotation().weight(0)).as(algorithm).isEqualTo(1);
            assertThat(rotation().weight(1)).as(algorithm).isEqualTo(3);
        }
    }

    @Test
    void anOverriddenAlgorithmEndsASlowStartAndItsReturnGoesOnWithIt() {
        describe(A);
        TestNode.await(() -> rotation().size() == 1);
        time.advance(Duration.ofMinutes(1));
        describe(A, B);
        TestNode.await(() -> rotation().size() == 2);
        assertThat(rotation().spokenWeight(1)).isEqualTo(0.3);

        override(Optional.of("round_robin"));

        TestNode.await(() -> rotation().spokenWeight(1) == 3);
        time.advance(Duration.ofMillis(5_001));
        override(Optional.empty());
        TestNode.await(() -> Math.abs(rotation().spokenWeight(1) - 1.5) < 0.006);
    }

    private void override(Optional<String> algorithm) {
        var app = new OfUpstream(algorithm, OptionalInt.empty(), Optional.empty(), Map.of());
        keeper.tell(new TableEvent.Overridden(new Overrides(Map.of("app", app))));
    }

    private void describe(Endpoint... endpoints) {
        keeper.tell(new TableEvent.Discovered(new UpstreamEvent.Changed(new Upstream("app", List.of(endpoints)))));
    }

    private Rotation rotation() {
        return keeper.upstreams().getFirst().rotation();
    }
}
