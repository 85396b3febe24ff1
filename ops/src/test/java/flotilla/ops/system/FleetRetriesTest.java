package flotilla.ops.system;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.FreePorts;
import flotilla.node.RawClient;
import flotilla.ops.Await;
import flotilla.ops.system.Conversation.Heard;
import flotilla.ops.system.Site.RunningNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three nodes, as processes, before three endpoints of which each fails every request, with the defaults of the retry budget:
 * the endpoints get at most 1.25 times what clients ask for, though every node makes retries.
 *
 * <p>Bound: of 3,000 requests 600 may be tried again, and 3 more a second over the fleet, of which ten seconds' worth are
 * saved when it begins: 630 + 3 t. A quarter is 750, so the 5 seconds that clients take at their own pace may
 * become 40 on a machine that stalls. Without a budget each request would be three tries.
 */
class FleetRetriesTest {

    private static final int NODES = 3;
    private static final int CLIENTS_OF_EACH = 4;
    private static final int REQUESTS_OF_EACH = 250;
    private static final int OFFERED = NODES * CLIENTS_OF_EACH * REQUESTS_OF_EACH;
    private static final long PACE_NANOS = Duration.ofMillis(20).toNanos();
    private static final String GET = "GET / HTTP/1.1\r\nHost: system.test\r\n\r\n";

    @TempDir
    Path directory;

    private final List<RunningNode> nodes = new ArrayList<>();

    private void start(Site site, List<FaultyEndpoint> endpoints) throws Exception {
        var ports = List.of(FreePorts.next(), FreePorts.next(), FreePorts.next());
        var members = ports.stream().map(port -> "'127.0.0.1:" + port + "'").toList();
        var source = String.join(
                ",", endpoints.stream().map(FaultyEndpoint::authority).toList());
        for (int i = 0; i < NODES; i++) {
            nodes.add(site.nodeWithAdmin("""
                    upstreams:
                      shop:
                        source: 'fixed:%s'
                        health: { failures: 0 }
                        retry: { statuses: [503] }
                    routes: [ { upstream: shop } ]
                    cluster: { node: n%d, bind: '127.0.0.1:%d', join: %s }
                    """.formatted(source, i + 1, ports.get(i), members)));
        }
        for (var node : nodes) {
            Wait.until(
                    "all three report to " + node.adminAddress(),
                    () -> FleetSeen.by(node).reporting().equals(Set.of("n1", "n2", "n3")));
        }
    }

    /** Asks at a constant pace; returns how many answers were failures. */
    private static int ask(RunningNode node) throws IOException {
        int failures = 0;
        var client = new RawClient(node.host().at(node.port()));
        try {
            long next = System.nanoTime();
            for (int i = 0; i < REQUESTS_OF_EACH; i++) {
                var answer = client.send(GET).readAnswer();
                failures += answer.startsWith("HTTP/1.1 50") ? 1 : 0;
                if (answer.contains("\r\nConnection: close\r\n")) {
                    client.close();
                    client = new RawClient(node.host().at(node.port()));
                }
                next += PACE_NANOS;
                Await.moment(next);
            }
        } finally {
            client.close();
        }
        return failures;
    }

    /** How many it made, by its metrics. */
    private static double retries(RunningNode node) throws IOException {
        try (var in =
                URI.create("http://" + node.adminAddress() + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("flotilla_upstream_retries_total{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    private int askAll() throws Exception {
        var failures = new ArrayList<Future<Integer>>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var node : nodes) {
                for (int i = 0; i < CLIENTS_OF_EACH; i++) {
                    failures.add(clients.submit(() -> ask(node)));
                }
            }
        }
        int sum = 0;
        for (var of : failures) {
            sum += of.get();
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(names = {"IS_503", "CLOSES_AFTER_REQUEST"})
    void retriesStayWithinTheBudgetOfTheFleetWhenAllEndpointsFail(Fault fault) throws Exception {
        var heard = Heard.nothingOf(RequestKind.GET);
        try (var site = new Site(directory);
                var one = FaultyEndpoint.start(UnaryOperator.identity(), fault.script(), heard);
                var two = FaultyEndpoint.start(UnaryOperator.identity(), fault.script(), heard);
                var three = FaultyEndpoint.start(UnaryOperator.identity(), fault.script(), heard)) {
            start(site, List.of(one, two, three));

            assertThat(askAll()).isEqualTo(OFFERED);

            double load = heard.heads().get() / (double) OFFERED;
            System.out.printf("FleetRetriesTest: %s: load on the endpoints %.3f of what was asked%n", fault, load);
            assertThat(load).isLessThanOrEqualTo(1.25);
            for (var node : nodes) {
                assertThat(retries(node)).isPositive();
            }
        }
    }
}
