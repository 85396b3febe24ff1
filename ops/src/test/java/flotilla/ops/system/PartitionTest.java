package flotilla.ops.system;

import static flotilla.ops.system.ConsulServiceTest.service;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.consul.ConsulAgent;
import flotilla.ops.system.Site.RunningNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes on hosts of their own, and one of the hosts cut off from the others for 20 seconds under load: each side
 * serves with what it reaches, and both are one fleet again soon after. The lone host has two of four endpoints; with
 * fewer than half of them it would panic, and its requests find the ones it reaches by trying.
 */
class PartitionTest {

    private static final Duration CUT = Duration.ofSeconds(20);
    private static final Duration AGREED = Duration.ofSeconds(10);
    private static final Set<String> ALL = Set.of("n1", "n2", "n3");
    private static final int CLUSTER_PORT = 7443;
    private static final double PER_SECOND = 10;
    private static final int BURST = 20;

    @TempDir
    Path directory;

    private final List<RunningNode> nodes = new ArrayList<>();
    private final List<PacedLoad> limited = new ArrayList<>();

    private void start(Site site, LocalNetwork network, ConsulAgent consul) throws Exception {
        for (int i = 1; i <= 4; i++) {
            consul.register(service(site.endpoint(network.host(Math.min(i, 3)), "e" + i)));
        }
        var members = List.of(network.host(1), network.host(2), network.host(3)).stream()
                .map(host -> "'" + host.address() + ":" + CLUSTER_PORT + "'")
                .toList();
        for (int i = 1; i <= 3; i++) {
            var host = network.host(i);
            nodes.add(site.nodeWithAdmin(host, """
                    consul: { agents: [ '%s' ] }
                    upstreams:
                      shop:
                        source: 'consul://%s/shop'
                        health: { interval: 500ms, timeout: 500ms, http: / }
                        timeouts: { connect: 500ms, first_byte: 2s }
                        # Until the far endpoints are found down, half of the few requests of a quiet node are retries.
                        retry: { budget_per_second: 30 }
                    routes:
                      - { upstream: shop }
                      - { path: /limited, upstream: shop, rate: { limit: 600/m, burst: %d } }
                    cluster: { node: n%d, bind: '%s:%d', join: %s }
                    """.formatted(
                            consul.address(), consul.address(), BURST, i, host.address(), CLUSTER_PORT, members)));
        }
        for (var node : nodes) {
            Wait.until(
                    "all three report to " + node.adminAddress(),
                    () -> FleetSeen.by(node).reporting().equals(ALL));
        }
    }

    private boolean agreed() throws Exception {
        var first = FleetSeen.by(nodes.getFirst());
        for (var node : nodes) {
            var seen = FleetSeen.by(node);
            if (!seen.reporting().equals(ALL) || !seen.verdicts().equals(first.verdicts())) {
                return false;
            }
        }
        return first.verdicts().size() == 4 && !first.verdicts().containsValue(false);
    }

    private long admitted() {
        return limited.stream().mapToLong(PacedLoad::admitted).sum();
    }

    /**
     * Each side knows how many nodes there should be and takes the parts of those that it sees. While the others are not
     * missed yet, and when they are back, parts overlap: that is bounded by the whole limit for as long as a report
     * counts, which is a second. And each node may spend its burst again after it was cut off from demand.
     */
    private void requireLimit(long since, long before) {
        double seconds = (System.nanoTime() - since) / 1e9;
        assertThat((double) (admitted() - before)).isLessThanOrEqualTo(PER_SECOND * (seconds + 2) + 2 * BURST);
        assertThat(admitted() - before).isPositive();
    }

    /** Cuts the third host off for as long as it takes, with each side serving meanwhile. */
    private void cutOff(LocalNetwork network, Load near, Load far) throws Exception {
        network.cutOff(3);
        long healed = System.nanoTime() + CUT.toNanos();
        Wait.until(
                "the two go on without the third",
                () -> FleetSeen.by(nodes.get(0)).members().equals(Set.of("n1", "n2")));
        Wait.until(
                "the third goes on alone",
                () -> FleetSeen.by(nodes.get(2)).members().equals(Set.of("n3")));
        near.awaitOnly(300, "e1", "e2");
        far.awaitOnly(300, "e3", "e4");
        TimeUnit.NANOSECONDS.sleep(healed - System.nanoTime());
        network.heal(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachSideServesWithWhatItReachesAndTheyAgreeAgainSoon(boolean consulLives) throws Exception {
        try (var network = LocalNetwork.of(3);
                var site = new Site(directory);
                var consul = ConsulAgent.startAt(network.own())) {
            start(site, network, consul);
            var near = site.load(nodes.get(0), 2);
            var far = site.load(nodes.get(2), 2);
            near.awaitOnly(300, "e1", "e2", "e3", "e4");
            far.awaitOnly(300, "e1", "e2", "e3", "e4");
            if (!consulLives) {
                consul.kill();
            }

            nodes.forEach(node -> limited.add(PacedLoad.start(node, "/limited", 2 * PER_SECOND)));
            Wait.until("the limit binds", () -> limited.stream().allMatch(load -> load.refused() > 0));

            long cut = System.nanoTime();
            long before = admitted();
            cutOff(network, near, far);

            Wait.until("all three agree", AGREED, this::agreed);
            requireLimit(cut, before);
            near.awaitOnly(300, "e1", "e2", "e3", "e4");
            far.awaitOnly(300, "e1", "e2", "e3", "e4");
            near.requireNoFailure();
            far.requireNoFailure();
            assertThat(limited).extracting(PacedLoad::failure).containsOnly("");
        } finally {
            limited.forEach(PacedLoad::close);
        }
    }
}
