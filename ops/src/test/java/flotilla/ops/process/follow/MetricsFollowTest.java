package flotilla.ops.process.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.ops.Await;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.metrics.otlp.Collector;
import flotilla.ops.metrics.otlp.Collector.Export;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose figures are bounded otherwise, and sent elsewhere, while it runs. */
class MetricsFollowTest {

    private static final String ADMIN = "admin: 127.0.0.1:0\n";

    @TempDir
    private Path directory;

    private static String to(Collector collector) {
        return ADMIN + "metrics: { otlp: { url: '" + collector.url() + "', interval: 1h, timeout: 1m } }\n";
    }

    private static List<NumberDataPoint> requests(Export export) {
        return export.metrics().getResourceMetrics(0).getScopeMetrics(0).getMetricsList().stream()
                .filter(metric -> metric.getName().equals("flotilla_requests"))
                .flatMap(metric -> metric.getSum().getDataPointsList().stream())
                .toList();
    }

    private static double sum(Export export) {
        return requests(export).stream()
                .mapToDouble(NumberDataPoint::getAsDouble)
                .sum();
    }

    private static String service(Export export) {
        return export.metrics().getResourceMetrics(0).getResource().getAttributesList().stream()
                .filter(each -> each.getKey().equals("service.name"))
                .map(each -> each.getValue().getStringValue())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void figuresGoToTheCollectorThatCountsToTheLastRequest() throws Exception {
        try (var one = Collector.start(0);
                var other = Collector.start(0);
                var node = RunningNode.start(directory, ADMIN)) {
            node.ask("/");
            node.reload(to(one));
            Await.until(() -> one.exports().size() == 1);
            node.ask("/");
            assertThat(node.put(to(other))).isEqualTo(200);

            // At once, and a last time; there is an hour from one to the next.
            assertThat(one.exports()).extracting(MetricsFollowTest::sum).containsExactly(1.0, 2.0);
            Await.until(() -> other.exports().size() == 1);
            node.ask("/");
            node.follow(ADMIN);
            assertThat(other.exports()).extracting(MetricsFollowTest::sum).containsExactly(2.0, 3.0);
            // Counters count since the start of the process, whoever is told: else a collector would take a reset out
            // of them.
            assertThat(requests(other.exports().getLast()))
                    .extracting(NumberDataPoint::getStartTimeUnixNano)
                    .containsOnly(requests(one.exports().getFirst()).getFirst().getStartTimeUnixNano());
            assertThat(node.metric("flotilla_metric_exports_total{outcome=\"taken\"}"))
                    .contains(4.0);
        }
    }

    @Test
    void theServiceIsThatOfTracesAlsoWhenItChanges() throws Exception {
        var named = "tracing: { sample: 0, service: edge }\n";
        try (var collector = Collector.start(0);
                var node = RunningNode.start(directory, to(collector))) {
            Await.until(() -> collector.exports().size() == 1);
            node.follow(to(collector) + named);
            Await.until(() -> collector.exports().size() == 3);
            node.follow(to(collector).replace("1m", "50s") + named);
            Await.until(() -> collector.exports().size() == 5);

            assertThat(collector.exports())
                    .extracting(MetricsFollowTest::service)
                    .containsExactly("flotilla", "flotilla", "edge", "edge", "edge");
        }
    }

    @Test
    void boundsFollowAndNoCountIsLost() throws Exception {
        var routes = """
                  - { path: /a, name: a, respond: { status: 200 } }
                  - { path: /b, name: b, respond: { status: 200 } }
                """ + ADMIN;
        try (var node = RunningNode.start(directory, routes)) {
            ask(node, "/a", 3);
            ask(node, "/b", 5);
            assertThat(of(node, "a")).isEqualTo(3);
            assertThat(of(node, "b")).isEqualTo(5);

            node.follow(routes + "metrics: { max_routes: 1 }\n");
            ask(node, "/a", 2);
            ask(node, "/b", 1);
            assertThat(of(node, "b")).isEqualTo(6);
            assertThat(of(node, "other")).isEqualTo(2);
            assertThat(node.admin("/metrics").body()).doesNotContain("route=\"a\"");

            node.reload(routes);
            ask(node, "/a", 4);
            assertThat(of(node, "a")).isEqualTo(3 + 4);
            assertThat(of(node, "b")).isEqualTo(6);
            assertThat(of(node, "other")).isEqualTo(2);
        }
    }

    private static void ask(RunningNode node, String path, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            node.ask(path);
        }
    }

    private static double of(RunningNode node, String route) throws Exception {
        return node.admin("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("flotilla_requests_total{") && line.contains("route=\"" + route + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void whatIsRefusedChangesNothing() throws Exception {
        try (var one = Collector.start(0);
                var other = Collector.start(0);
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var node = RunningNode.start(directory, to(one))) {
            Await.until(() -> one.exports().size() == 1);
            assertThatThrownBy(() -> node.follow(to(other).replace("1h", "1ms")))
                    .isInstanceOf(InvalidConfig.class)
                    .hasMessageContaining("metrics.otlp.interval: ");
            assertThat(node.put(ADMIN + "metrics: { max_series: 1 }\n")).isEqualTo(422);
            var address = "127.0.0.1:" + taken.getLocalPort();
            var text = RunningNode.text(to(other)).replace("web: 127.0.0.1:0", "web: 127.0.0.1:0, more: " + address);
            assertThat(node.refusalOfText(text)).contains(address);
            node.ask("/");
            node.follow(ADMIN);

            assertThat(one.exports()).extracting(MetricsFollowTest::sum).containsExactly(0.0, 1.0);
            assertThat(other.exports()).isEmpty();
        }
    }

    @Test
    void whatNobodyCountsCannotBeSent() throws Exception {
        try (var collector = Collector.start(0);
                var node = RunningNode.start(directory, "admin: off\n")) {
            var sent = to(collector).replace(ADMIN, "admin: off\n");
            assertThat(node.refusal(sent))
                    .startsWith("metrics.otlp.url: " + collector.url()
                            + " (expected: nothing until a restart or an upgrade");
            assertThat(node.config().revision().number()).isEqualTo(1);
            node.follow("admin: off\nmetrics: { max_routes: 7 }\n");
            assertThat(collector.exports()).isEmpty();
        }
    }
}
