package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Endpoint.Condition;
import flotilla.discovery.RouteEvent;
import flotilla.discovery.RouteEvent.Announced;
import flotilla.discovery.Time;
import flotilla.discovery.Upstream;
import flotilla.discovery.UpstreamEvent;
import flotilla.node.TestNode;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.FleetLimits;
import flotilla.node.health.Health;
import flotilla.node.route.Overrides.OfEndpoint;
import flotilla.node.route.Overrides.OfUpstream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What overrides make of a table. */
class OverridesTest implements TableKeeper.Surroundings {

    private static final Endpoint A = Endpoint.of("10.0.0.1", 80).withWeight(3);
    private static final Endpoint B = Endpoint.of("10.0.0.2", 80);
    private static final OfEndpoint DRAINED = new OfEndpoint(OptionalInt.empty(), true, false);

    private final Health health = new Health(Time.system(), 1, (endpoint, verdict) -> {});
    private final TableKeeper keeper = new TableKeeper(
            new TableConfig(
                    Map.of("app", TestNode.policy()),
                    List.of(new Route("all", RouteMatch.any(), "app", Route.UNLIMITED)),
                    Set.of("consul"),
                    TestNode.policy(),
                    ""),
            health,
            new FleetLimits(Time.system()),
            this,
            Time.system());

    @Override
    public void retired(LiveEndpoint endpoint) {
        throw new AssertionError(endpoint + " is retired");
    }

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
    void aWeightAndADrainCountUntilTheyAreTakenBack() {
        describe(A, B);
        await(Map.of("10.0.0.1:80", 3, "10.0.0.2:80", 1));
        var before = keeper.upstreams().getFirst().endpoints();
        before.getFirst().lease();

        override(ofEndpoint(A, weight(9)));
        await(Map.of("10.0.0.1:80", 9, "10.0.0.2:80", 1));
        override(ofEndpoint(A, DRAINED));
        await(Map.of("10.0.0.2:80", 1));

        assertThat(keeper.upstreams().getFirst().endpoints()).isEqualTo(before);
        assertThat(before.getFirst().inFlight()).isEqualTo(1);
        assertThat(before.getFirst().endpoint().condition()).isEqualTo(Condition.DRAINING);
        override(OfUpstream.NONE);
        await(Map.of("10.0.0.1:80", 3, "10.0.0.2:80", 1));
        assertThat(before.getFirst().endpoint()).isEqualTo(A);
    }

    @Test
    void outlivesWhatTheSourceSaysMeanwhile() {
        describe(A, B);
        override(ofEndpoint(A, weight(9)));
        await(Map.of("10.0.0.1:80", 9, "10.0.0.2:80", 1));

        describe(A.withWeight(5), B.withWeight(2));
        await(Map.of("10.0.0.1:80", 9, "10.0.0.2:80", 2));

        override(OfUpstream.NONE);
        await(Map.of("10.0.0.1:80", 5, "10.0.0.2:80", 2));
    }

    @Test
    void waitsForAnEndpointThatIsNotThere() {
        describe(B);
        await(Map.of("10.0.0.2:80", 1));
        override(ofEndpoint(A, DRAINED));

        describe(A, B.withWeight(4));

        await(Map.of("10.0.0.2:80", 4));
    }

    @Test
    void anAlgorithmAndALimitTakeThePlaceOfThePolicys() {
        describe(A);
        await(Map.of("10.0.0.1:80", 3));
        var configured = found().policy();
        assertThat(found().algorithm()).isEqualTo(configured.balance().algorithm());

        override(new OfUpstream(Optional.of("random"), OptionalInt.of(7), Optional.of(RatePolicy.of("9/s")), Map.of()));
        TestNode.await(() -> found().algorithm().equals("random"));

        assertThat(found().policy())
                .isEqualTo(configured
                        .withBalance(configured.balance().withAlgorithm("random"))
                        .withPool(configured.pool().withMaxConnections(7))
                        .withRate(RatePolicy.of("9/s")));
        assertThat(found().rates().upstream()).isNotNull();
        assertThat(found().rotation().endpoint(0).maxConnections()).isEqualTo(7);
        override(OfUpstream.NONE);
        TestNode.await(() -> found().policy().equals(configured));
        assertThat(found().algorithm()).isEqualTo(configured.balance().algorithm());
    }

    @Test
    void anAlgorithmThatThisNodeDoesNotHaveChangesNothingElse() {
        describe(A);
        var algorithm = found().algorithm();

        override(new OfUpstream(Optional.of("of_a_plugin"), OptionalInt.of(7), Optional.empty(), Map.of()));

        TestNode.await(() -> found().policy().pool().maxConnections() == 7);
        assertThat(found().algorithm()).isEqualTo(algorithm);
    }

    @Test
    void countsForAnUpstreamThatIsAnnouncedLater() {
        keeper.tell(new TableEvent.Overridden(new Overrides(Map.of(
                "late", new OfUpstream(Optional.of("random"), OptionalInt.empty(), Optional.empty(), Map.of())))));

        keeper.tell(new TableEvent.RoutesAnnounced(
                "consul",
                new RouteEvent.Snapshot(
                        List.of(new Announced("late.example", "/", "", "late", URI.create("consul:///late"))))));

        TestNode.await(() -> keeper.upstreams().size() == 2);
        assertThat(keeper.upstreams().getLast().algorithm()).isEqualTo("random");
    }

    private static OfEndpoint weight(int weight) {
        return new OfEndpoint(OptionalInt.of(weight), false, false);
    }

    private static OfUpstream ofEndpoint(Endpoint endpoint, OfEndpoint override) {
        return new OfUpstream(
                Optional.empty(), OptionalInt.empty(), Optional.empty(), Map.of(endpoint.authority(), override));
    }

    private void override(OfUpstream app) {
        keeper.tell(new TableEvent.Overridden(new Overrides(Map.of("app", app))));
    }

    private void describe(Endpoint... endpoints) {
        keeper.tell(new TableEvent.Discovered(new UpstreamEvent.Changed(new Upstream("app", List.of(endpoints)))));
    }

    private Destination found() {
        var found = keeper.table().find("any.example", "/");
        if (found == null) {
            throw new AssertionError("no route");
        }
        return found;
    }

    private void await(Map<String, Integer> rotation) {
        TestNode.await(() -> {
            var weights = new TreeMap<String, Integer>();
            var current = keeper.upstreams().getFirst().rotation();
            for (int i = 0; i < current.size(); i++) {
                weights.put(current.endpoint(i).authority(), current.weight(i));
            }
            return weights.equals(rotation);
        });
    }
}
