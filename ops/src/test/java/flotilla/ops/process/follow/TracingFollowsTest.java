package flotilla.ops.process.follow;

import static flotilla.ops.tracing.FakeCollector.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.node.FakeEndpoint;
import flotilla.ops.Await;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.tracing.FakeCollector;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose traces begin, go elsewhere and end while it runs. */
class TracingFollowsTest {

    private static final int CLIENTS = 4;
    private static final String ADMIN = "admin: 127.0.0.1:0\n";
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @TempDir
    private Path directory;

    private static String to(FakeCollector collector, String more) {
        return ADMIN + "tracing: { sample: 1, otlp: { url: '" + collector.url() + "', timeout: 1m }" + more + " }\n";
    }

    /** With a route to this endpoint; stands before all else. */
    private static String shop(FakeEndpoint endpoint) {
        return """
                  - { path: /shop, upstream: shop }
                upstreams: { shop: { source: 'fixed:127.0.0.1:%d', retry: { attempts: 1 } } }
                """.formatted(endpoint.port());
    }

    private static List<String> paths(FakeCollector collector, int spans) throws Exception {
        return paths(collector.spans(spans));
    }

    private static List<String> paths(List<Span> spans) {
        return spans.stream()
                .map(span -> attribute(span.getAttributesList(), "url.path"))
                .filter(path -> !path.isEmpty())
                .toList();
    }

    private static double exported(RunningNode node) throws Exception {
        return node.metric("flotilla_trace_spans_total{outcome=\"exported\"}").orElseThrow();
    }

    @Test
    void eachRequestIsToldToTheCollectorThatCountsAndNoneIsLost() throws Exception {
        try (var one = FakeCollector.start();
                var other = FakeCollector.start();
                var node = RunningNode.start(directory, ADMIN)) {
            node.ask("/0");
            node.reload(to(one, ""));
            node.ask("/1");
            assertThat(node.put(to(other, ""))).isEqualTo(200);
            assertThat(paths(one, 0)).containsExactly("/1");
            node.ask("/2");
            node.follow(to(other, ", queue: 64"));
            node.ask("/3");
            node.follow(ADMIN);
            node.ask("/4");

            assertThat(paths(other, 0)).containsExactly("/2", "/3");
            assertThat(exported(node)).isEqualTo(3);
            node.follow(to(one, ", service: edge"));
            node.ask("/5");
            node.follow(ADMIN);
            assertThat(paths(one, 0)).containsExactly("/1", "/5");
            assertThat(attribute(one.resources().getLast().getAttributesList(), "service.name"))
                    .isEqualTo("edge");
            assertThat(exported(node)).isEqualTo(4);
        }
    }

    @Test
    void eachRequestIsToldWhileCollectorsAreReplacedAgainAndAgain() throws Exception {
        var asked = new ArrayList<String>();
        var told = new ArrayList<String>();
        try (var one = FakeCollector.start();
                var other = FakeCollector.start()) {
            try (var node = RunningNode.start(directory, to(one, ""));
                    var clients = Executors.newFixedThreadPool(CLIENTS)) {
                var ends = new AtomicBoolean();
                var sent = IntStream.range(0, CLIENTS)
                        .mapToObj(client -> clients.submit(() -> askOn(node, client, ends)))
                        .toList();
                for (int i = 0; i < 10; i++) {
                    node.follow(to(i % 2 == 0 ? other : one, ""));
                    node.follow(to(i % 2 == 0 ? other : one, ", queue: 1000" + i));
                }
                ends.set(true);
                for (var each : sent) {
                    asked.addAll(each.get());
                }
                // Whoever is replaced has longer for the last of its spans than one whose process ends.
                node.follow(ADMIN);
            }
            told.addAll(paths(one, 0));
            told.addAll(paths(other, 0));
        }

        assertThat(told).containsExactlyInAnyOrderElementsOf(asked);
    }

    private static List<String> askOn(RunningNode node, int client, AtomicBoolean ends) throws Exception {
        var asked = new ArrayList<String>();
        for (int i = 0; !ends.get(); i++) {
            var path = "/" + client + "/" + i;
            node.ask(path);
            asked.add(path);
        }
        return asked;
    }

    @Test
    void theShareFollowsAndTheCollectorStays() throws Exception {
        try (var collector = FakeCollector.start();
                var node = RunningNode.start(directory, to(collector, ""))) {
            node.ask("/1");
            node.follow(to(collector, "").replace("sample: 1", "sample: 0"));
            node.ask("/2");
            node.follow(to(collector, ""));
            node.ask("/3");

            assertThat(paths(collector, 2)).containsExactly("/1", "/3");
        }
    }

    @Test
    void aRequestUnderWayKeepsItsTraceAndItsSpansGoWhereSpansGoWhenItEnds() throws Exception {
        try (var one = FakeCollector.start();
                var other = FakeCollector.start();
                var endpoint = FakeEndpoint.start().hold();
                var node = RunningNode.start(directory, shop(endpoint) + to(one, ""));
                var client = Executors.newSingleThreadExecutor()) {
            Await.until(node.process().node()::ready);
            var asked = client.submit(() -> node.ask("/shop", "traceparent", PARENT));
            endpoint.awaitRequests(1);
            node.follow(shop(endpoint) + to(other, ""));
            endpoint.release();
            assertThat(asked.get()).isEqualTo(200);

            var spans = other.spans(2);
            assertThat(spans).hasSize(2);
            assertThat(spans.get(0).getTraceId()).isEqualTo(spans.get(1).getTraceId());
            assertThat(one.spans(0)).isEmpty();
        }
    }

    @Test
    void aRequestUnderWayEndsQuietlyWhereThereAreNoTracesAnyMore() throws Exception {
        try (var collector = FakeCollector.start();
                var endpoint = FakeEndpoint.start().hold();
                var node = RunningNode.start(directory, shop(endpoint) + to(collector, ""));
                var client = Executors.newSingleThreadExecutor()) {
            Await.until(node.process().node()::ready);
            var asked = client.submit(() -> node.ask("/shop", "traceparent", PARENT));
            endpoint.awaitRequests(1);
            assertThat(node.process().node().stages()).startsWith("trace");
            node.follow(shop(endpoint) + ADMIN);
            assertThat(node.process().node().stages()).doesNotContain("trace");
            endpoint.release().answer();
            assertThat(asked.get()).isEqualTo(200);
            assertThat(node.ask("/shop", "traceparent", PARENT)).isEqualTo(200);

            // Of the second nothing is read or changed.
            assertThat(endpoint.received().getFirst().header("traceparent"))
                    .hasValueSatisfying(told -> assertThat(told).isNotEqualTo(PARENT));
            assertThat(endpoint.last().header("traceparent")).contains(PARENT);
            assertThat(collector.spans(0)).isEmpty();
        }
    }

    @Test
    void whatIsRefusedChangesNothing() throws Exception {
        try (var one = FakeCollector.start();
                var other = FakeCollector.start();
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var node = RunningNode.start(directory, to(one, ""))) {
            assertThatThrownBy(() -> node.follow(to(other, ", queue: 63")))
                    .isInstanceOf(InvalidConfig.class)
                    .hasMessageContaining("tracing.queue: 63 (expected: 64 to 1048576)");
            var address = "127.0.0.1:" + taken.getLocalPort();
            var text =
                    RunningNode.text(to(other, "")).replace("web: 127.0.0.1:0", "web: 127.0.0.1:0, more: " + address);
            assertThat(node.refusalOfText(text)).contains(address);
            assertThat(node.put(to(other, ", sample: 2"))).isEqualTo(422);
            assertThat(node.config().revision().number()).isEqualTo(1);
            node.ask("/1");

            assertThat(paths(one, 1)).containsExactly("/1");
            assertThat(other.spans(0)).isEmpty();
        }
    }
}
