package flotilla.ops.system;

import static flotilla.ops.system.ConsulServiceTest.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.FreePorts;
import flotilla.discovery.consul.ConsulAgent;
import flotilla.ops.status.FleetStatus;
import flotilla.ops.system.Site.RunningNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, as processes, that find each other in a real Consul and go on without it. What a node has under way
 * counts with the others only while that node lives.
 */
@Timeout(240)
class FleetOfThreeTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration FORGOTTEN = Duration.ofMillis(1_500);
    private static final Duration BACK = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final List<RunningNode> nodes = new ArrayList<>();

    private void start(Site site, ConsulAgent consul) throws Exception {
        consul.register(service(site.endpoint("a")));
        consul.register(service(site.endpoint("b")));
        for (var name : List.of("n1", "n2", "n3")) {
            nodes.add(site.nodeWithAdmin("""
                    consul: { agents: [ '%s' ] }
                    upstreams:
                      shop: { source: 'consul://%s/shop', health: { interval: 500ms, http: / } }
                    routes: [ { upstream: shop } ]
                    cluster: { node: %s, bind: '127.0.0.1:%d', join: consul }
                    """.formatted(consul.address(), consul.address(), name, FreePorts.next())));
        }
        for (var node : nodes) {
            Wait.until(
                    "all three report to " + node.admin(), () -> reporting(node).equals(Set.of("n1", "n2", "n3")));
        }
    }

    private static JsonNode fleet(RunningNode node) throws IOException, InterruptedException {
        return JSON.readTree(FleetStatus.ask("127.0.0.1:" + node.admin()).json());
    }

    /** The nodes whose reports still count with this one, itself included. */
    static Set<String> reporting(RunningNode node) throws IOException, InterruptedException {
        var names = new TreeSet<String>();
        for (var member : fleet(node).path("members")) {
            var age = member.path("report_age_ms");
            if (member.path("self").asBoolean() || age.isNumber() && age.asDouble() < 1_000) {
                names.add(member.path("node").asText());
            }
        }
        return names;
    }

    /** Attempts under way from one node, as another sees them; 0 if it does not. */
    private static int inFlightOf(String name, RunningNode seenBy) throws IOException, InterruptedException {
        int sum = 0;
        for (var upstream : fleet(seenBy).path("upstreams")) {
            for (var endpoint : upstream.path("endpoints")) {
                sum += endpoint.path("in_flight").path(name).asInt();
            }
        }
        return sum;
    }

    @Test
    void whatAKilledNodeHadUnderWayIsForgottenAlsoWithoutConsul() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            start(site, consul);
            var loads = List.of(site.load(nodes.get(0), 8), site.load(nodes.get(1), 8));
            site.load(nodes.get(2), 8);
            consul.kill();
            for (var node : nodes.subList(0, 2)) {
                Wait.until("n3's requests are seen", () -> inFlightOf("n3", node) > 0);
            }

            nodes.get(2).process().kill();

            for (var node : nodes.subList(0, 2)) {
                Wait.until(
                        "n3 is forgotten",
                        FORGOTTEN,
                        () -> inFlightOf("n3", node) == 0 && reporting(node).equals(Set.of("n1", "n2")));
            }
            for (var load : loads) {
                load.awaitOnly(1_000, "a", "b");
                load.requireNoFailure();
            }
        }
    }

    @Test
    void aFrozenNodeIsForgottenAndTakenBack() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            start(site, consul);
            var load = site.load(nodes.getFirst(), 8);
            var frozen = nodes.get(1);

            frozen.process().signal("STOP");
            Wait.until(
                    "n2 is forgotten", FORGOTTEN, () -> reporting(nodes.get(0)).equals(Set.of("n1", "n3")));
            Wait.until("n2 is missed", () -> !members(nodes.get(0)).contains("n2"));

            frozen.process().signal("CONT");
            for (var node : nodes) {
                Wait.until("all three again", BACK, () -> reporting(node).equals(Set.of("n1", "n2", "n3")));
            }
            load.awaitOnly(1_000, "a", "b");
            load.requireNoFailure();
            assertThat(reporting(nodes.get(0))).hasSize(3);
        }
    }

    private static Set<String> members(RunningNode node) throws IOException, InterruptedException {
        var names = new TreeSet<String>();
        fleet(node)
                .path("members")
                .forEach(member -> names.add(member.path("node").asText()));
        return names;
    }
}
