package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import flotilla.discovery.Endpoint;
import flotilla.discovery.Endpoint.Condition;
import flotilla.discovery.Recorder;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.SourceEvent.Snapshot;
import flotilla.discovery.SourceEvent.Stale;
import flotilla.discovery.Time;
import flotilla.discovery.UpstreamSource;
import flotilla.discovery.UpstreamSourceContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real agent, and a real one killed and started again. */
class ConsulSourceTest implements UpstreamSourceContract {

    private static ConsulAgent agent;

    private final String service = "shop-" + UUID.randomUUID();
    private List<Endpoint> listed = List.of();

    @BeforeAll
    static void startAgent() throws Exception {
        agent = ConsulAgent.start();
    }

    @AfterAll
    static void endAgent() throws Exception {
        if (agent != null) {
            agent.close();
        }
    }

    @Override
    public UpstreamSource open() {
        return open(agent.address(), Optional.empty());
    }

    private UpstreamSource open(String agents, Optional<Path> state) {
        var uri = URI.create("consul://" + agents + "/" + service);
        return ConsulSource.of(uri, new SourceContext(Time.system(), state, 7));
    }

    @Override
    public void list(List<Endpoint> endpoints) throws Exception {
        if (!agent.running()) {
            agent.run();
            listed = List.of();
        }
        for (var endpoint : endpoints) {
            if (!listed.contains(endpoint)) {
                agent.register(service, id(endpoint), endpoint.host(), endpoint.port());
            }
        }
        for (var endpoint : listed) {
            if (!endpoints.contains(endpoint)) {
                agent.deregister(id(endpoint));
            }
        }
        listed = List.copyOf(endpoints);
    }

    private String id(Endpoint endpoint) {
        return service + "-" + endpoint.host() + "-" + endpoint.port();
    }

    @Override
    public void hide() throws Exception {
        agent.kill();
    }

    @Test
    void followsWeightHealthAndRemoval() throws Exception {
        var one = ConsulService.of(service, service + "-1", "127.0.0.1", 8001)
                .withMeta(Map.of("flotilla-zone", "a"))
                .withWeights(5, 2)
                .withCheck(Map.of("TTL", "1h", "Status", "passing"));
        agent.register(one);
        agent.register(service, service + "-2", "127.0.0.2", 8001);
        var heard = new Recorder<SourceEvent>();
        var steady = Endpoint.of("127.0.0.2", 8001);
        var first = Endpoint.of("127.0.0.1", 8001).withWeight(5).withLabels(Map.of("zone", "a"));

        try (var source = open()) {
            source.start(heard);
            awaitLast(heard, first, steady);
            agent.register(one.withWeights(9, 2));
            awaitLast(heard, first.withWeight(9), steady);
            agent.setCheck("service:" + service + "-1", "warning");
            awaitLast(heard, first.withWeight(2), steady);
            agent.setCheck("service:" + service + "-1", "critical");
            awaitLast(heard, first.withWeight(9).withCondition(Condition.FAILING), steady);
            agent.setCheck("service:" + service + "-1", "passing");
            awaitLast(heard, first.withWeight(9), steady);
            agent.deregister(service + "-1");
            awaitLast(heard, steady);

            assertThat(heard.heard()).allMatch(Snapshot.class::isInstance);
        }
    }

    @Test
    void drainsWhatIsInMaintenance() throws Exception {
        agent.register(service, service + "-1", "127.0.0.1", 8001);
        agent.register(service, service + "-2", "127.0.0.2", 8001);
        var heard = new Recorder<SourceEvent>();
        var one = Endpoint.of("127.0.0.1", 8001);
        var two = Endpoint.of("127.0.0.2", 8001);

        try (var source = open()) {
            source.start(heard);
            awaitLast(heard, one, two);
            agent.maintenance(service + "-2", true);
            awaitLast(heard, one, two.withCondition(Condition.DRAINING));
            agent.maintenance(service + "-2", false);
            awaitLast(heard, one, two);
            agent.nodeMaintenance(true);
            awaitLast(heard, one.withCondition(Condition.DRAINING), two.withCondition(Condition.DRAINING));
            agent.nodeMaintenance(false);
            awaitLast(heard, one, two);

            assertThat(heard.heard()).allMatch(Snapshot.class::isInstance);
        }
    }

    @Test
    void oneInstanceWithoutAPortDoesNotHideTheOthers() throws Exception {
        agent.register(service, service + "-1", "127.0.0.1", 8001);
        agent.put("/v1/agent/service/register", "{\"Name\": \"" + service + "\", \"ID\": \"" + service + "-bad\"}");
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);

            assertThat(heard.awaitCount(1)).containsExactly(new Snapshot(List.of(Endpoint.of("127.0.0.1", 8001))));
        }
    }

    @Test
    void onlyInstancesWithAllTheTagsCount() throws Exception {
        agent.register(ConsulService.of(service, service + "-1", "127.0.0.1", 1).withTags(List.of("prod", "v2")));
        agent.register(ConsulService.of(service, service + "-2", "127.0.0.1", 2).withTags(List.of("prod")));
        var heard = new Recorder<SourceEvent>();
        var uri = URI.create("consul://" + service + "?agents=" + agent.address() + "&tag=prod&tag=v2");

        try (var source = ConsulSource.of(uri, SourceContext.of(Time.system()))) {
            source.start(heard);

            assertThat(heard.awaitCount(1)).containsExactly(new Snapshot(List.of(Endpoint.of("127.0.0.1", 1))));
        }
    }

    @Test
    void resumesAfterTheAgentWasKilledAndNeverListsNobody(@TempDir Path data) throws Exception {
        try (var own = ConsulAgent.start(data)) {
            own.register(service, "one", "127.0.0.1", 8001);
            own.register(service, "two", "127.0.0.2", 8001);
            var heard = new Recorder<SourceEvent>();
            try (var source = open(own.address(), Optional.empty())) {
                source.start(heard);
                heard.awaitCount(1);

                own.kill();
                heard.await(Stale.class::isInstance);
                own.run();
                own.register(service, "three", "127.0.0.3", 8001);
                heard.await(event -> UpstreamSourceContract.authorities(event).size() == 3);

                assertThat(snapshots(heard))
                        .allMatch(snapshot -> snapshot.endpoints().size() >= 2);
            }
        }
    }

    @Test
    void keepsTheEndpointsOfAnAgentThatCameBackWithoutItsMemory() throws Exception {
        try (var own = ConsulAgent.start()) {
            own.register(service, "one", "127.0.0.1", 8001);
            own.register(service, "two", "127.0.0.2", 8001);
            var heard = new Recorder<SourceEvent>();
            try (var source = open(own.address(), Optional.empty())) {
                source.start(heard);
                heard.awaitCount(1);

                own.kill();
                heard.await(Stale.class::isInstance);
                own.run();
                own.register(service, "three", "127.0.0.3", 8001);
                heard.await(event -> UpstreamSourceContract.authorities(event).contains("127.0.0.3:8001"));

                assertThat(snapshots(heard))
                        .noneMatch(snapshot -> snapshot.endpoints().isEmpty());
            }
        }
    }

    @Test
    void startsFromTheLastKnownGoodCopyWhileConsulIsDown(@TempDir Path state) throws Exception {
        var down = new ArrayList<String>();
        try (var own = ConsulAgent.start()) {
            down.add(own.address());
            own.register(service, "one", "127.0.0.1", 8001);
            var before = new Recorder<SourceEvent>();
            try (var source = open(own.address(), Optional.of(state))) {
                source.start(before);
                before.awaitCount(1);
            }
        }
        var heard = new Recorder<SourceEvent>();

        try (var source = open(down.getFirst(), Optional.of(state))) {
            source.start(heard);

            var events = heard.awaitCount(2);
            assertThat(events.get(0)).isEqualTo(new Snapshot(List.of(Endpoint.of("127.0.0.1", 8001))));
            assertThat(((Stale) events.get(1)).reason()).contains(down.getFirst(), "keeps the 1 known");
        }
    }

    @Test
    void asksTheSecondAgentWhenTheFirstAnswers500() throws Exception {
        agent.register(service, service + "-1", "127.0.0.1", 8001);
        var sick = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sick.createContext("/", exchange -> {
            var body = "No cluster leader".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(500, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        sick.start();
        var heard = new Recorder<SourceEvent>();
        var agents = "127.0.0.1:" + sick.getAddress().getPort() + "," + agent.address();

        try (var source = open(agents, Optional.empty())) {
            source.start(heard);

            assertThat(heard.awaitCount(1)).containsExactly(new Snapshot(List.of(Endpoint.of("127.0.0.1", 8001))));
        } finally {
            sick.stop(0);
        }
    }

    private static void awaitLast(Recorder<SourceEvent> heard, Endpoint... endpoints) throws InterruptedException {
        var skipped = Math.max(0, heard.heard().size() - 1);
        heard.await(skipped, new Snapshot(List.of(endpoints))::equals);
    }

    private static List<Snapshot> snapshots(Recorder<SourceEvent> heard) {
        return heard.heard().stream()
                .filter(Snapshot.class::isInstance)
                .map(Snapshot.class::cast)
                .toList();
    }
}
