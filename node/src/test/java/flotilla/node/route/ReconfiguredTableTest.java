package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.RouteEvent;
import flotilla.discovery.RouteEvent.Announced;
import flotilla.discovery.Time;
import flotilla.discovery.Upstream;
import flotilla.discovery.UpstreamEvent;
import flotilla.node.TestNode;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.FleetLimits;
import flotilla.node.health.Health;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.resilience.ConcurrencyPolicy;
import flotilla.node.route.Overrides.OfUpstream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconfiguredTableTest implements TableKeeper.Surroundings {

    private static final UpstreamPolicy POLICY = TestNode.policy();

    private final List<LiveEndpoint> retired = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Health health = new Health(Time.system(), 1, (endpoint, verdict) -> {});
    private final List<AutoCloseable> open = new ArrayList<>(List.of(health));

    @Override
    public void retired(LiveEndpoint endpoint) {
        retired.add(endpoint);
    }

    @Override
    public void wanted(String upstream, URI source) {
        calls.add("wanted " + upstream);
    }

    @Override
    public void unwanted(String upstream) {
        calls.add("unwanted " + upstream);
    }

    @AfterEach
    void close() throws Exception {
        for (var one : open.reversed()) {
            one.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void oneConfigurationOverAnotherGivesTheTablesThatItGivesAlone(long seed) throws Exception {
        var first = keeper(TableWorld.random(seed));
        for (int i = 1; i <= 5; i++) {
            var next = TableWorld.random(seed + 1000L * i);

            var table = reconfigure(first, next.config(), next.listed());

            assertThat(told(table)).isEqualTo(told(keeper(next).table()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void whatBothConfigurationsHaveIsTheSameObjectInBoth(long seed) throws Exception {
        var before = TableWorld.random(seed);
        var after = TableWorld.random(seed + 1000);
        var keeper = keeper(before);
        var live = endpoints(keeper);
        var budgets = budgets(keeper);

        reconfigure(keeper, after.config(), after.listed());

        endpoints(keeper).forEach((name, endpoint) -> {
            if (live.containsKey(name)) {
                assertThat(endpoint).isSameAs(live.get(name));
            }
        });
        budgets(keeper).forEach((name, budget) -> {
            if (budgets.containsKey(name)) {
                assertThat(budget).isSameAs(budgets.get(name));
            }
        });
        var gone = new HashMap<>(live);
        gone.keySet().removeAll(endpoints(keeper).keySet());
        TestNode.await(() -> Set.copyOf(retired).equals(Set.copyOf(gone.values())));
    }

    @Test
    void anUpstreamWhosePolicyIsTheSameKeepsItsVeryRotation() throws Exception {
        var world = TableWorld.of(Map.of("a", POLICY, "b", POLICY));
        var keeper = keeper(world);
        var before = upstream(keeper, "a");

        reconfigure(
                keeper,
                TableWorld.of(Map.of("a", POLICY, "b", POLICY.withRate(RatePolicy.of("1/s"))))
                        .config(),
                Map.of());

        assertThat(upstream(keeper, "a").rotation()).isSameAs(before.rotation());
    }

    @Test
    void anotherPolicyOfBreakersMakesNewBreakersAndNothingElse() throws Exception {
        var keeper = keeper(TableWorld.of(Map.of("a", POLICY)));
        var before = upstream(keeper, "a");
        var endpoint = before.endpoints().getFirst();
        var breaker = health.breaker(endpoint);
        var destination = keeper.table().destinations().getFirst();

        reconfigure(keeper, change(policy -> policy.withBreaker(BreakerPolicy.DEFAULT)), Map.of());

        var now = keeper.table().destinations().getFirst();
        assertThat(upstream(keeper, "a").endpoints().getFirst()).isSameAs(endpoint);
        assertThat(health.breaker(endpoint)).isNotSameAs(breaker);
        assertThat(now.tls()).isSameAs(destination.tls());
        assertThat(now.retries()).isSameAs(destination.retries());
    }

    @Test
    void anotherCheckLeavesTheBreakersAlone() throws Exception {
        var keeper = keeper(TableWorld.of(Map.of("a", POLICY.withBreaker(BreakerPolicy.DEFAULT))));
        var endpoint = upstream(keeper, "a").endpoints().getFirst();
        var breaker = health.breaker(endpoint);

        reconfigure(
                keeper,
                change(policy -> policy.withBreaker(BreakerPolicy.DEFAULT)
                        .withTimeouts(Timeouts.DEFAULT)
                        .withPool(PoolPolicy.DEFAULT.withMaxConnections(3))),
                Map.of());

        assertThat(health.breaker(endpoint)).isSameAs(breaker);
        assertThat(endpoint.maxConnections()).isEqualTo(3);
    }

    @Test
    void aLimitOfRequestsInFlightGoesOnWithItsPermitsUnderAnotherNumber() throws Exception {
        var keeper = keeper(TableWorld.of(Map.of("a", POLICY.withConcurrency(ConcurrencyPolicy.of("1")))));
        var limit = keeper.table().destinations().getFirst().concurrency();
        assertThat(limit != null && limit.tryAcquire()).isTrue();

        reconfigure(keeper, change(policy -> policy.withConcurrency(ConcurrencyPolicy.of("2"))), Map.of());

        var now = keeper.table().destinations().getFirst().concurrency();
        assertThat(now).isNotNull().isSameAs(limit);
        assertThat(now != null && now.limit() == 2 && now.inFlight() == 1).isTrue();

        reconfigure(keeper, change(policy -> policy), Map.of());

        assertThat(keeper.table().destinations().getFirst().concurrency()).isNull();
    }

    @Test
    void overridesCountOverAnotherConfigurationToo() throws Exception {
        var keeper = keeper(TableWorld.of(Map.of("a", POLICY)));
        var own = new OfUpstream(Optional.of("random"), OptionalInt.of(9), Optional.empty(), Map.of());
        keeper.tell(new TableEvent.Overridden(new Overrides(Map.of("a", own, "late", own))));

        reconfigure(
                keeper,
                TableWorld.of(Map.of("a", POLICY.withTimeouts(Timeouts.DEFAULT), "late", POLICY))
                        .config(),
                Map.of("late", new Upstream("late", List.of(Endpoint.of("10.0.0.9", 80)))));

        assertThat(keeper.table().destinations())
                .extracting(destination -> destination.algorithm() + " "
                        + destination.policy().pool().maxConnections())
                .containsOnly("random 9");
    }

    @Test
    void aConfigurationThatCannotBeChangesNothing() {
        var world = TableWorld.of(Map.of("a", POLICY));
        var keeper = keeper(world);
        var table = told(keeper.table());
        var impossible = TableWorld.of(Map.of(
                "a", POLICY.withRate(RatePolicy.of("1/s")),
                "b", POLICY.withBalance(POLICY.balance().withAlgorithm("nonsense"))));

        var published = tell(keeper, impossible.config(), Map.of());

        assertThat(published)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withMessageContaining("nonsense");
        assertThat(told(keeper.table())).isEqualTo(table);
        assertThat(keeper.upstreams()).hasSize(1);
    }

    @Test
    void theServicesOfARegistryThatIsNamedNoMoreGo() throws Exception {
        var world = TableWorld.of(Map.of("a", POLICY));
        var config = world.config();
        var announcing = new TableConfig(config.policies(), config.routes(), Set.of("consul"), POLICY, "");
        var keeper = keeper(world);
        reconfigure(keeper, announcing, Map.of());
        keeper.tell(new TableEvent.RoutesAnnounced(
                "consul",
                new RouteEvent.Snapshot(
                        List.of(new Announced("late.example", "/", "", "late", URI.create("consul:///late"))))));
        TestNode.await(() -> keeper.table().find("late.example", "/") != null);

        reconfigure(keeper, config, Map.of());

        assertThat(keeper.table().find("late.example", "/")).isNull();
        assertThat(calls).containsExactly("wanted late", "unwanted late");
        assertThat(keeper.upstreams()).extracting(UpstreamState::name).containsExactly("a");
    }

    private static TableConfig change(UnaryOperator<UpstreamPolicy> change) {
        return TableWorld.of(Map.of("a", change.apply(POLICY))).config();
    }

    private TableKeeper keeper(TableWorld world) {
        var own = new Health(Time.system(), 1, (endpoint, verdict) -> {});
        boolean first = open.size() == 1;
        var keeper = new TableKeeper(
                world.config(), first ? health : own, new FleetLimits(Time.system()), this, Time.system());
        open.add(own);
        open.add(keeper);
        world.listed()
                .values()
                .forEach(upstream -> keeper.tell(new TableEvent.Discovered(new UpstreamEvent.Changed(upstream))));
        TestNode.await(() -> keeper.upstreams().stream().allMatch(UpstreamState::heard));
        return keeper;
    }

    private static CompletableFuture<RouteTable> tell(
            TableKeeper keeper, TableConfig config, Map<String, Upstream> listed) {
        var published = new CompletableFuture<RouteTable>();
        keeper.tell(new TableEvent.Reconfigured(config, listed, published));
        return published;
    }

    private static RouteTable reconfigure(TableKeeper keeper, TableConfig config, Map<String, Upstream> listed)
            throws Exception {
        return tell(keeper, config, listed).get(30, TimeUnit.SECONDS);
    }

    private static UpstreamState upstream(TableKeeper keeper, String name) {
        return keeper.upstreams().stream()
                .filter(upstream -> upstream.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, LiveEndpoint> endpoints(TableKeeper keeper) {
        var all = new HashMap<String, LiveEndpoint>();
        keeper.upstreams()
                .forEach(upstream -> upstream.endpoints()
                        .forEach(endpoint -> all.put(upstream.name() + "/" + endpoint.authority(), endpoint)));
        return all;
    }

    private static Map<String, Object> budgets(TableKeeper keeper) {
        var all = new HashMap<String, Object>();
        keeper.upstreams().forEach(upstream -> all.put(upstream.name(), upstream.retries()));
        return all;
    }

    /** All that a request meets in a table, in words. */
    private static List<String> told(RouteTable table) {
        return table.destinations().stream()
                .map(to -> String.join(
                        "; ",
                        to.route().toString(),
                        to.policy().toString(),
                        to.algorithm(),
                        to.rotation().toString(),
                        to.concurrency() == null
                                ? "unlimited"
                                : String.valueOf(to.concurrency().policy()),
                        to.rates().route() == null
                                ? "any rate"
                                : String.valueOf(to.rates().route().allowed()),
                        to.rates().upstream() == null
                                ? "any rate"
                                : String.valueOf(to.rates().upstream().allowed())))
                .sorted()
                .toList();
    }
}
