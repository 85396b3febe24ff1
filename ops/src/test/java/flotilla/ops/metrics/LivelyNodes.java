package flotilla.ops.metrics;

import flotilla.discovery.Sights;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.FakeEndpoint;
import flotilla.node.Node;
import flotilla.node.NodeContext;
import flotilla.node.RawClient;
import flotilla.node.cluster.FleetPolicy;
import flotilla.node.cluster.Hub;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Membership;
import flotilla.node.route.Fault;
import flotilla.node.telemetry.Finished;
import flotilla.node.telemetry.Telemetry;
import flotilla.ops.Await;
import flotilla.ops.config.ConfigFile;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.metrics.otlp.ExportCounts;
import flotilla.ops.scale.Advice;
import flotilla.ops.scale.ScalePolicy;
import flotilla.ops.scale.Signal;
import flotilla.ops.scale.Standing;
import flotilla.ops.tracing.SpanCounts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Nodes of one fleet in this process, before real sockets, of which something has happened in every respect that metrics tell of. */
final class LivelyNodes implements AutoCloseable {

    /** As it is after half an hour: before that nothing is foreseen. */
    private static final Standing ADVISED = new Standing(
            "shop",
            ScalePolicy.DEFAULT,
            new Advice(true, 5, 4, 3.7, 4.6, Signal.FORECAST, "more is to come"),
            "a",
            true,
            1_700_000_000_000L,
            12);

    private static final ConfigState CONFIG =
            new ConfigState(3, true, List.of(new ConfigState.Expiry("admin.tls.cert_file", "identity", Instant.EPOCH)));

    private final Hub hub = new Hub();
    private final FakeEndpoint good = FakeEndpoint.start();
    private final FakeEndpoint bad = FakeEndpoint.start().status(503);
    private final List<One> all = new ArrayList<>();

    /** A node with its metrics. */
    record One(Node node, Metrics metrics) {

        Exposed look() {
            return Exposed.of(metrics.collect());
        }

        /** A request on a connection of its own, whose answer is still to be read. */
        RawClient ask(String target) throws IOException {
            return new RawClient(Objects.requireNonNull(node.addresses().get("web")))
                    .send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
        }

        void get(String target, int times) throws IOException {
            try (var client =
                    new RawClient(Objects.requireNonNull(node.addresses().get("web")))) {
                for (int i = 0; i < times; i++) {
                    client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n")
                            .readAnswer();
                }
            }
        }
    }

    LivelyNodes(Path directory, String... names) throws Exception {
        for (var name : names) {
            all.add(start(directory, name));
        }
        for (var each : all) {
            Await.until(() ->
                    each.node.ready() && each.node.fleet().orElseThrow().peers().size() == names.length - 1);
        }
    }

    private One start(Path directory, String name) throws IOException, InvalidConfig {
        var file = Files.writeString(directory.resolve(name + ".yaml"), """
                version: 1
                threads: 1
                admin: off
                listeners: { web: 127.0.0.1:0 }
                upstreams:
                  shop: { source: 'fixed:127.0.0.1:%d', concurrency: 100 }
                  lame: { source: 'fixed:127.0.0.1:%d', balance: round_robin, breaker: { failure_rate: 0 } }
                  gone: { source: 'fixed:127.0.0.1:84' }
                routes:
                  - { path: /gone, upstream: gone, name: gone }
                  - { path: /lame, upstream: lame, name: lame }
                  - { upstream: shop, name: shop }
                """.formatted(good.port(), bad.port()));
        var sources = Sources.load(SourceContext.of(Time.system()));
        var counters = new RequestCounters(1);
        var sights = new Sights();
        sights.open(URI.create("consul://shop"), Time.system());
        var self = new Member(name, 1_700_000_000_000L);
        var node = Node.start(
                ConfigFile.read(file, sources).node(),
                NodeContext.of(sources, new Counting(counters), Time.system())
                        .withMembership(Optional.of(new Membership(self, hub.place(self), FleetPolicy.DEFAULT))));
        var metrics = new Metrics(MetricsPolicy.DEFAULT, node, sights::all, counters, () -> 0, Time.system());
        metrics.scale(() -> List.of(ADVISED));
        metrics.showConfig(() -> CONFIG);
        metrics.showTraces(() -> new SpanCounts(20, 2, 1));
        metrics.showExports(() -> new ExportCounts(9, 1));
        return new One(node, metrics);
    }

    /** As a process has it. */
    private record Counting(RequestCounters counters) implements Telemetry {

        @Override
        public void routed(Finished request) {
            counters.routed(request);
        }

        @Override
        public void finished(Finished request) {
            counters.finished(request);
        }
    }

    /** The endpoint of the upstream shop. */
    FakeEndpoint good() {
        return good;
    }

    One node(int index) {
        return all.get(index);
    }

    /** Lets the first node have good and bad requests, a drill, and connections that come and go. */
    void liven() throws Exception {
        var one = node(0);
        one.node()
                .faults()
                .begin("shop", new Fault(Duration.ofMillis(1), 50, 0, 0, "", ""), Duration.ofMinutes(5), "a test", "");
        one.get("/", 20);
        one.get("/lame", 5);
        one.get("/gone", 1);
        good.dropConnections();
        Await.until(() ->
                one.node().view().requestsInFlight() == 0 && one.node().view().clientConnections() == 0);
        Await.until(() -> one.look().sum("flotilla_endpoint_connections_closed_total") > 0);
    }

    @Override
    public void close() {
        for (var each : all) {
            each.metrics.close();
            each.node.close();
        }
        good.close();
        bad.close();
    }
}
