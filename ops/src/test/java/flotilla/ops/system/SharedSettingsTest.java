package flotilla.ops.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.FreePorts;
import flotilla.discovery.consul.ConsulAgent;
import flotilla.ops.FlotillaProcess;
import flotilla.ops.status.FleetStatus;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.RemoteSettings;
import flotilla.ops.status.RemoteSettings.Edit;
import flotilla.ops.system.Site.RunningEndpoint;
import flotilla.ops.system.Site.RunningNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings changed at one of three nodes, as processes: all follow, and all know them after a restart of all. */
class SharedSettingsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A second is promised; a machine that is busy with three nodes and a build takes its time. */
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final List<String> configurations = new ArrayList<>();
    private List<RunningNode> nodes = List.of();

    private void startAll(Site site) throws Exception {
        var started = new ArrayList<RunningNode>();
        for (var configuration : configurations) {
            started.add(site.nodeWithAdmin(configuration));
        }
        nodes = List.copyOf(started);
        for (var node : nodes) {
            Wait.until("the admin port of " + address(node), () -> answers(node));
        }
    }

    /** The admin port comes after the listeners. */
    private static boolean answers(RunningNode node) throws InterruptedException, RefusedCall {
        try {
            return !ask(node, RemoteSettings::ask).json().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private void awaitTogether() throws Exception {
        for (var node : nodes) {
            Wait.until("all three report to " + node.admin(), () -> reporting(node) == 3);
        }
    }

    private static int reporting(RunningNode node) throws Exception {
        int count = 0;
        for (var member : JSON.readTree(ask(node, FleetStatus::ask).json()).path("members")) {
            count += member.path("self").asBoolean()
                            || member.path("report_age_ms").isNumber()
                    ? 1
                    : 0;
        }
        return count;
    }

    private static String address(RunningNode node) {
        return "127.0.0.1:" + node.admin();
    }

    /** What is asked of a node's admin port. */
    private interface Question<T> {
        T ask(NodeClient node) throws IOException, InterruptedException, RefusedCall;
    }

    private static <T> T ask(RunningNode node, Question<T> question)
            throws IOException, InterruptedException, RefusedCall {
        try (var client = NodeClient.at(address(node))) {
            return question.ask(client);
        }
    }

    private void configure(String consul, String join, RunningEndpoint... endpoints) {
        var ports = List.of(FreePorts.next(), FreePorts.next(), FreePorts.next());
        var others = ports.stream().map(port -> "'127.0.0.1:" + port + "'").toList();
        for (int i = 0; i < ports.size(); i++) {
            configurations.add("""
                    %s
                    upstreams: { shop: { source: 'fixed:127.0.0.1:%d,127.0.0.1:%d', balance: round_robin } }
                    routes: [ { upstream: shop } ]
                    cluster: { node: n%d, bind: '127.0.0.1:%d', join: %s }
                    """.formatted(
                            consul,
                            endpoints[0].port(),
                            endpoints[1].port(),
                            i + 1,
                            ports.get(i),
                            join.isEmpty() ? others : join));
        }
    }

    @Test
    void withoutConsulEachNodeKeepsThem() throws Exception {
        try (var site = new Site(directory)) {
            var a = site.endpoint("a");
            configure("", "", a, site.endpoint("b"));
            startAll(site);
            awaitTogether();

            changeAndRestart(site, a);
        }
    }

    @Test
    void withConsulTheyAreInItsStoreAndNotChangedWithoutIt() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            var a = site.endpoint("a");
            configure("consul: { agents: [ '" + consul.address() + "' ] }", "consul", a, site.endpoint("b"));
            startAll(site);
            awaitTogether();

            changeAndRestart(site, a);

            assertThat(consul.kv("flotilla/flotilla/settings").orElse("")).contains("\"drain\"", "alice");
            consul.kill();
            assertThatThrownBy(() -> change(nodes.get(1), edit(a, "weight", "9")))
                    .isInstanceOf(RefusedCall.class)
                    .hasMessageContaining("answers 503")
                    .hasMessageContaining("cannot be changed meanwhile");
            assertThat(drained(nodes.get(1), a)).isTrue();
        }
    }

    private void changeAndRestart(Site site, RunningEndpoint a) throws Exception {
        var load = site.load(nodes.get(2), 4);
        load.awaitOnly(100, "a", "b");
        long before = System.nanoTime();
        change(nodes.get(0), edit(a, "weight", "7"));
        for (var node : nodes) {
            Wait.until(
                    "weight 7 at " + node.admin(),
                    SOON,
                    () -> endpoint(node, a).path("weight").asInt() == 7);
        }
        System.out.printf("SharedSettingsTest: a weight was everywhere after %d ms%n", millisSince(before));
        before = System.nanoTime();
        drainByCommand(nodes.get(1), a);
        System.out.printf("SharedSettingsTest: the command took %d ms%n", millisSince(before));
        for (var node : nodes) {
            Wait.until("drained at " + node.admin(), SOON, () -> drained(node, a));
        }
        load.awaitOnly(100, "b");
        load.requireNoFailure();
        load.close();

        for (var node : nodes) {
            assertThat(node.process().stop()).isZero();
        }
        startAll(site);
        for (var node : nodes) {
            Wait.until("still drained at " + node.admin(), () -> drained(node, a));
            var shown = ask(node, RemoteSettings::ask).text();
            assertThat(shown).contains("alice", "n1", "bob", "n2", "it is ill");
        }
        site.load(nodes.get(0), 4).awaitOnly(100, "b");
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static Edit edit(RunningEndpoint endpoint, String setting, String value) {
        return new Edit("shop", Optional.of("127.0.0.1:" + endpoint.port()), setting, Optional.of(value));
    }

    private static void change(RunningNode node, Edit edit) throws IOException, InterruptedException, RefusedCall {
        var signed = Map.of("by", "alice", "why", "a test");
        ask(node, client -> RemoteSettings.ask(client).change(client, signed, List.of(edit)));
    }

    private static void drainByCommand(RunningNode node, RunningEndpoint endpoint) throws Exception {
        try (var command = FlotillaProcess.start(
                "ctl",
                "drain",
                "shop",
                "127.0.0.1:" + endpoint.port(),
                "--by",
                "bob",
                "--why",
                "it is ill",
                "--admin",
                address(node))) {
            assertThat(command.exitCode()).as(command.err()).isZero();
            assertThat(command.out()).contains("drain", "true", "bob", "it is ill");
        }
    }

    private static boolean drained(RunningNode node, RunningEndpoint endpoint) throws Exception {
        for (var setting : JSON.readTree(ask(node, RemoteSettings::ask).json()).path("settings")) {
            if (setting.path("setting").asText().equals("drain")
                    && setting.path("endpoint").asText().endsWith(":" + endpoint.port())) {
                return setting.path("in_effect").asBoolean()
                        && endpoint(node, endpoint).path("weight").asInt() == 0;
            }
        }
        return false;
    }

    private static JsonNode endpoint(RunningNode node, RunningEndpoint endpoint) throws Exception {
        for (var upstream : JSON.readTree(ask(node, FleetStatus::ask).json()).path("upstreams")) {
            for (var one : upstream.path("endpoints")) {
                if (one.path("endpoint").asText().endsWith(":" + endpoint.port())) {
                    return one;
                }
            }
        }
        return JSON.createObjectNode();
    }
}
