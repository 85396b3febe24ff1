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
import flotilla.node.health.Verdict;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableKeeperTest implements TableKeeper.Surroundings {

    private static final Endpoint A = Endpoint.of("10.0.0.1", 80);
    private static final Endpoint B = Endpoint.of("10.0.0.2", 80);
    private static final Endpoint C = Endpoint.of("10.0.0.3", 80);
    private static final Endpoint D = Endpoint.of("10.0.0.4", 80);
    private static final Verdict DOWN = new Verdict(false, "http check: 503");
    private static final Verdict UP = new Verdict(true, "http check: 200");

    private final List<LiveEndpoint> retired = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Health health = new Health(Time.system(), 1, (endpoint, verdict) -> {});
    private final FleetLimits limits = new FleetLimits(Time.system());
    private final TableConfig config = new TableConfig(
            Map.of("app", TestNode.policy()),
            List.of(new Route("configured", new RouteMatch("shop.example", "/"), "app", Route.UNLIMITED)
                    .withRate(RatePolicy.of("10/s"))),
            Set.of("consul", "other"),
            TestNode.policy(),
            "");
    private final TableKeeper keeper = new TableKeeper(config, health, limits, this, Time.system());

    @Override
    public void retired(LiveEndpoint endpoint) {
        retired.add(endpoint);
    }

    @Override
    public void wanted(String upstream, URI source) {
        calls.add("wanted " + upstream + " " + source);
    }

    @Override
    public void unwanted(String upstream) {
        calls.add("unwanted " + upstream);
    }

    @AfterEach
    void close() {
        keeper.close();
        health.close();
    }

    @Test
    void anUpstreamIsUnheardAndEmptyUntilItIsDescribed() {
        assertThat(app().heard()).isFalse();
        assertThat(rotation()).isEmpty();

        describe(A, B.withWeight(3));

        awaitRotation("10.0.0.1:80=1", "10.0.0.2:80=3");
        assertThat(app().heard()).isTrue();
        assertThat(found("shop.example").rotation()).isEqualTo(app().rotation());
    }

    @Test
    void aLimitOfRateStaysTheSameObjectFromTableToTable() {
        describe(A);
        awaitRotation("10.0.0.1:80=1");
        var first = found("shop.example").rates();

        describe(A, B);
        awaitRotation("10.0.0.1:80=1", "10.0.0.2:80=1");

        assertThat(first.route()).isNotNull();
        assertThat(first.upstream()).isNull();
        assertThat(found("shop.example").rates().route()).isSameAs(first.route());
        assertThat(limits.all()).hasSize(1);
    }

    @Test
    void anEndpointStaysTheSameObjectHoweverItIsDescribed() {
        describe(A, B);
        awaitRotation("10.0.0.1:80=1", "10.0.0.2:80=1");
        var a = endpoint(A);

        describe(B, A.withWeight(5).withLabels(Map.of("zone", "x")));

        awaitRotation("10.0.0.2:80=1", "10.0.0.1:80=5");
        assertThat(endpoint(A)).isSameAs(a);
        assertThat(a.endpoint().labels()).containsEntry("zone", "x");
        assertThat(retired).isEmpty();
    }

    @Test
    void whoDrainsFailsOrWeighsNothingIsNotChosen() {
        describe(A, B.withCondition(Condition.DRAINING), C.withCondition(Condition.FAILING), D.withWeight(0));

        awaitRotation("10.0.0.1:80=1");
        assertThat(app().endpoints()).hasSize(4);
    }

    @Test
    void whoIsFoundDownIsNotChosenUntilItIsUpAgain() {
        describe(A, B);
        awaitRotation("10.0.0.1:80=1", "10.0.0.2:80=1");

        judge(A, DOWN);
        awaitRotation("10.0.0.2:80=1");
        describe(A.withWeight(2), B);
        describe(A.withWeight(2), B, C);
        awaitRotation("10.0.0.2:80=1", "10.0.0.3:80=1");

        judge(A, UP);
        awaitRotation("10.0.0.1:80=2", "10.0.0.2:80=1", "10.0.0.3:80=1");
    }

    @Test
    void ifAllAreDownAllThatDoNotDrainAreTried() {
        describe(A, B, C.withCondition(Condition.DRAINING));
        awaitRotation("10.0.0.1:80=1", "10.0.0.2:80=1");

        judge(A, DOWN);
        awaitRotation("10.0.0.2:80=1");
        judge(B, DOWN);
        awaitRotation("10.0.0.1:80=1", "10.0.0.2:80=1");

        judge(B, UP);
        awaitRotation("10.0.0.2:80=1");
    }

    @Test
    void ifAllFailBySourcesWordAllAreTried() {
        describe(A.withCondition(Condition.FAILING), B.withCondition(Condition.FAILING));

        awaitRotation("10.0.0.1:80=1", "10.0.0.2:80=1");
    }

    @Test
    void whoIsNoLongerListedIsRetiredOnceNobodyCanChooseIt() {
        describe(A, B);
        awaitRotation("10.0.0.1:80=1", "10.0.0.2:80=1");
        var a = endpoint(A);

        describe(B);

        TestNode.await(() -> retired.equals(List.of(a)));
        assertThat(rotation()).containsExactly("10.0.0.2:80=1");
        describe(A, B);
        awaitRotation("10.0.0.1:80=1", "10.0.0.2:80=1");
        assertThat(endpoint(A)).isNotSameAs(a);
    }

    @Test
    void aStaleSourceIsToldAndChangesNothing() {
        describe(A);
        awaitRotation("10.0.0.1:80=1");

        keeper.tell(new TableEvent.Discovered(
                new UpstreamEvent.Stale("app", URI.create("consul://x/app"), "connection refused")));

        TestNode.await(() -> !app().stale().isEmpty());
        assertThat(app().stale()).isEqualTo("consul://x/app: connection refused");
        assertThat(rotation()).containsExactly("10.0.0.1:80=1");
        describe(A, B);
        TestNode.await(() -> app().stale().isEmpty());
    }

    @Test
    void aServiceThatAnnouncesARouteBecomesAnUpstreamAndGoesAgain() {
        announce(announced("billing.example", "/", "billing"));

        TestNode.await(() -> keeper.table().find("billing.example", "/x") != null);
        assertThat(calls).containsExactly("wanted billing consul:///billing");
        keeper.tell(new TableEvent.Discovered(new UpstreamEvent.Changed(new Upstream("billing", List.of(A)))));
        TestNode.await(() -> found("billing.example").rotation().size() == 1);
        var a = found("billing.example").rotation().endpoint(0);

        announce();

        TestNode.await(() -> keeper.table().find("billing.example", "/") == null);
        TestNode.await(() -> retired.equals(List.of(a)));
        assertThat(calls).containsExactly("wanted billing consul:///billing", "unwanted billing");
        assertThat(keeper.upstreams()).extracting(UpstreamState::name).containsExactly("app");
    }

    @Test
    void whatARegistryCannotSeeStays() {
        announce(announced("billing.example", "/", "billing"));
        keeper.tell(new TableEvent.RoutesAnnounced("consul", new RouteEvent.Stale("connection refused")));
        announce("other", announced("stock.example", "/", "stock"));

        TestNode.await(() -> keeper.table().find("stock.example", "/") != null);
        assertThat(keeper.table().find("billing.example", "/")).isNotNull();
    }

    @Test
    void aRouteThatCannotBeCostsTheOthersNothing() {
        announce(
                announced("bad host:80", "/", "bad"),
                announced("billing.example", "no-slash", "bad"),
                announced("billing.example", "/", "billing"));

        TestNode.await(() -> keeper.table().find("billing.example", "/") != null);
        assertThat(keeper.table().destinations()).hasSize(2);
    }

    @Test
    void aConfiguredRouteWinsOverAnAnnouncedOne() {
        announce(announced("SHOP.example", "/", "intruder"), announced("shop.example", "/api", "api"));

        TestNode.await(() -> keeper.table().destinations().size() == 2);
        assertThat(found("shop.example").route().name()).isEqualTo("configured");
        var api = keeper.table().find("shop.example", "/api");
        assertThat(api == null ? "" : api.route().upstream()).isEqualTo("api");
    }

    @Test
    void aServiceNamedLikeAConfiguredUpstreamLeadsToThatOne() {
        announce(announced("also.example", "/", "app"));

        TestNode.await(() -> keeper.table().find("also.example", "/") != null);
        announce();
        TestNode.await(() -> keeper.table().find("also.example", "/") == null);

        assertThat(calls).isEmpty();
        assertThat(keeper.table().find("shop.example", "/")).isNotNull();
    }

    private void describe(Endpoint... endpoints) {
        keeper.tell(new TableEvent.Discovered(new UpstreamEvent.Changed(new Upstream("app", List.of(endpoints)))));
    }

    private void judge(Endpoint endpoint, Verdict verdict) {
        keeper.tell(new TableEvent.HealthChanged(endpoint(endpoint), verdict));
    }

    private void announce(Announced... routes) {
        announce("consul", routes);
    }

    private void announce(String registry, Announced... routes) {
        keeper.tell(new TableEvent.RoutesAnnounced(registry, new RouteEvent.Snapshot(List.of(routes))));
    }

    private static Announced announced(String host, String path, String service) {
        return new Announced(host, path, "", service, URI.create("consul:///" + service));
    }

    private UpstreamState app() {
        return keeper.upstreams().getFirst();
    }

    private LiveEndpoint endpoint(Endpoint endpoint) {
        return app().endpoints().stream()
                .filter(live -> live.authority().equals(endpoint.authority()))
                .findFirst()
                .orElseThrow();
    }

    private Destination found(String host) {
        var found = keeper.table().find(host, "/");
        if (found == null) {
            throw new AssertionError("no route for " + host);
        }
        return found;
    }

    private List<String> rotation() {
        var rotation = app().rotation();
        return IntStream.range(0, rotation.size())
                .mapToObj(i -> rotation.endpoint(i).authority() + "=" + rotation.weight(i))
                .toList();
    }

    private void awaitRotation(String... expected) {
        TestNode.await(() -> rotation().equals(Stream.of(expected).toList()));
    }
}
