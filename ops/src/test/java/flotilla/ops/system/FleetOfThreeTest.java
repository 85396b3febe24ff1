package flotilla.ops.system;

import static flotilla.ops.system.ConsulServiceTest.service;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.FreePorts;
import flotilla.discovery.consul.ConsulAgent;
import flotilla.ops.system.Site.RunningNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes, as processes, that find each other in a real Consul and go on without it. What a node has under way
 * counts with the others only while that node lives.
 */
class FleetOfThreeTest {

    private static final Duration FORGOTTEN = Duration.ofMillis(1_500);

    /** Some eight seconds at most, and what a busy machine adds. */
    private static final Duration BACK = Duration.ofSeconds(20);

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
                    "all three report to " + node.adminAddress(),
                    () -> FleetSeen.by(node).reporting().equals(Set.of("n1", "n2", "n3")));
        }
    }

    /** By the other two, in time, and without a failure of what these clients ask them. */
    private void requireThirdForgotten(List<Load> loads) throws Exception {
        for (var node : nodes.subList(0, 2)) {
            Wait.until(
                    "n3 is forgotten",
                    FORGOTTEN,
                    () -> FleetSeen.by(node).inFlightOf("n3") == 0
                            && FleetSeen.by(node).reporting().equals(Set.of("n1", "n2")));
        }
        for (var load : loads) {
            load.awaitOnly(1_000, "a", "b");
            load.requireNoFailure();
        }
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
                Wait.until("n3's requests are seen", () -> FleetSeen.by(node).inFlightOf("n3") > 0);
            }

            nodes.get(2).process().kill();

            requireThirdForgotten(loads);
        }
    }

    @Test
    void aNodeThatStopsIsForgottenAsItGoesAndNoRequestFails() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            start(site, consul);
            var loads = List.of(site.load(nodes.get(0), 8), site.load(nodes.get(1), 8));

            assertThat(nodes.get(2).process().stop()).isZero();

            requireThirdForgotten(loads);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFrozenNodeIsForgottenAndTakenBack(boolean consulLives) throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            start(site, consul);
            var load = site.load(nodes.getFirst(), 8);
            if (!consulLives) {
                consul.kill();
            }
            var frozen = nodes.get(1);

            frozen.process().signal("STOP");
            Wait.until(
                    "n2 is forgotten",
                    FORGOTTEN,
                    () -> FleetSeen.by(nodes.get(0)).reporting().equals(Set.of("n1", "n3")));
            Wait.until(
                    "n2 is missed", () -> !FleetSeen.by(nodes.get(0)).members().contains("n2"));

            frozen.process().signal("CONT");
            for (var node : nodes) {
                Wait.until(
                        "all three again",
                        BACK,
                        () -> FleetSeen.by(node).reporting().equals(Set.of("n1", "n2", "n3")));
            }
            load.awaitOnly(1_000, "a", "b");
            load.requireNoFailure();
            assertThat(FleetSeen.by(nodes.get(0)).reporting()).hasSize(3);
        }
    }
}
