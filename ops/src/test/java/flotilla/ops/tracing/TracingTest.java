package flotilla.ops.tracing;

import static flotilla.ops.tracing.FakeCollector.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.FakeEndpoint;
import flotilla.ops.Await;
import flotilla.ops.config.ConfigFile;
import flotilla.ops.process.NodeProcess;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node, a collector, and what goes from one to the other. */
class TracingTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    private NodeProcess start(FakeCollector collector, int endpointPort, double sample) throws Exception {
        var file = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                admin: off
                access_log: { file: $DIR/access.log, format: json, fields: [target, trace_id] }
                tracing:
                  sample: $SAMPLE
                  service: edge
                  otlp: { url: '$URL', headers: { X-Token: secret } }
                listeners: { web: 127.0.0.1:0 }
                upstreams: { shop: { source: 'fixed:127.0.0.1:$PORT', retry: { attempts: 1 } } }
                routes:
                  - { path: /shop, upstream: shop, strip_prefix: /shop }
                  - { path: /seldom, upstream: shop, trace_sample: 0 }
                """.replace("$DIR", directory.toString())
                .replace("$URL", collector.url())
                .replace("$SAMPLE", String.valueOf(sample))
                .replace("$PORT", String.valueOf(endpointPort)));
        var sources = Sources.load(new SourceContext(Time.system(), Optional.empty(), 1));
        var process = NodeProcess.start(ConfigFile.read(file, sources), Time.system());
        // Who asks sooner may hear that no endpoint is known.
        Await.until(process.node()::ready);
        return process;
    }

    private void ask(NodeProcess process, String target, String... fields) throws Exception {
        int port = process.node().addresses().values().iterator().next().getPort();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .version(HttpClient.Version.HTTP_1_1)
                .setHeader("User-Agent", "test/1");
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        client.send(request.build(), BodyHandlers.discarding());
    }

    private static Span ofKind(List<Span> spans, SpanKind kind) {
        return spans.stream().filter(span -> span.getKind() == kind).findFirst().orElseThrow();
    }

    private static String hex(com.google.protobuf.ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Test
    void aRequestAndItsTryAreSpansByTheConventions() throws Exception {
        try (var collector = FakeCollector.start();
                var endpoint = FakeEndpoint.start();
                var process = start(collector, endpoint.port(), 0)) {
            ask(process, "/shop/cart?id=7&sig=abc", "traceparent", PARENT);

            var spans = collector.spans(2);
            var request = ofKind(spans, SpanKind.SPAN_KIND_SERVER);
            var attempt = ofKind(spans, SpanKind.SPAN_KIND_CLIENT);
            assertThat(spans).allMatch(span -> hex(span.getTraceId()).equals(TRACE));
            assertThat(hex(request.getParentSpanId())).isEqualTo("b7ad6b7169203331");
            assertThat(attempt.getParentSpanId()).isEqualTo(request.getSpanId());
            assertThat(endpoint.last().header("traceparent"))
                    .contains("00-" + TRACE + "-" + hex(attempt.getSpanId()) + "-01");
            assertThat(request.getName()).isEqualTo("GET /shop");
            assertThat(attempt.getName()).isEqualTo("GET");
            assertThat(attempt.getStartTimeUnixNano()).isGreaterThanOrEqualTo(request.getStartTimeUnixNano());
            assertThat(attempt.getEndTimeUnixNano()).isLessThanOrEqualTo(request.getEndTimeUnixNano());
            assertServer(request);
            assertClient(attempt, endpoint);
            assertThat(attribute(collector.resources().getFirst().getAttributesList(), "service.name"))
                    .isEqualTo("edge");
            assertThat(collector.tokens()).containsOnly("secret");
        }
    }

    private static void assertServer(Span request) {
        var attributes = request.getAttributesList();
        assertThat(attribute(attributes, "http.request.method")).isEqualTo("GET");
        assertThat(attribute(attributes, "url.path")).isEqualTo("/shop/cart");
        assertThat(attribute(attributes, "url.query")).isEqualTo("id=7&sig=REDACTED");
        assertThat(attribute(attributes, "url.scheme")).isEqualTo("http");
        assertThat(attribute(attributes, "http.route")).isEqualTo("/shop");
        assertThat(attribute(attributes, "flotilla.route")).isEqualTo("*/shop");
        assertThat(attribute(attributes, "http.response.status_code")).isEqualTo("200");
        assertThat(attribute(attributes, "client.address")).isEqualTo("127.0.0.1");
        assertThat(attribute(attributes, "server.address")).isEqualTo("127.0.0.1");
        assertThat(attribute(attributes, "network.protocol.version")).isEqualTo("1.1");
        assertThat(attribute(attributes, "user_agent.original")).isEqualTo("test/1");
        assertThat(attribute(attributes, "flotilla.upstream")).isEqualTo("shop");
        assertThat(attribute(attributes, "error.type")).isEmpty();
        assertThat(request.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    }

    private static void assertClient(Span attempt, FakeEndpoint endpoint) {
        var attributes = attempt.getAttributesList();
        assertThat(attribute(attributes, "url.full"))
                .isEqualTo("http://127.0.0.1:" + endpoint.port() + "/cart?id=7&sig=REDACTED");
        assertThat(attribute(attributes, "server.port")).isEqualTo(String.valueOf(endpoint.port()));
        assertThat(attribute(attributes, "http.response.status_code")).isEqualTo("200");
        assertThat(attribute(attributes, "http.request.resend_count")).isEmpty();
    }

    @Test
    void aFailureIsAnErrorOfItsReasonAndARefusalOfTheClientIsNone() throws Exception {
        try (var collector = FakeCollector.start();
                var endpoint = FakeEndpoint.start().refuse();
                var process = start(collector, endpoint.port(), 1)) {
            ask(process, "/shop");
            ask(process, "/nowhere");

            var spans = collector.spans(3);
            var attempt = ofKind(spans, SpanKind.SPAN_KIND_CLIENT);
            var failed = withStatus(spans, "502");
            var refused = withStatus(spans, "404");
            assertThat(attribute(attempt.getAttributesList(), "error.type")).isEqualTo("connect_refused");
            assertThat(attempt.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertThat(attribute(failed.getAttributesList(), "error.type")).isEqualTo("connect_refused");
            assertThat(failed.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertThat(attribute(refused.getAttributesList(), "error.type")).isEqualTo("no_route");
            assertThat(refused.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
            assertThat(refused.getName()).isEqualTo("GET");
        }
    }

    private static Span withStatus(List<Span> spans, String status) {
        return spans.stream()
                .filter(span -> attribute(span.getAttributesList(), "http.response.status_code")
                        .equals(status))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theAccessLogNamesTheTraceAlsoOfWhatIsNotRecorded() throws Exception {
        try (var collector = FakeCollector.start();
                var endpoint = FakeEndpoint.start();
                var process = start(collector, endpoint.port(), 1)) {
            ask(process, "/seldom");
            ask(process, "/shop", "traceparent", PARENT);

            assertThat(collector.spans(2))
                    .allMatch(span -> hex(span.getTraceId()).equals(TRACE));
            var told = endpoint.received().getFirst().header("traceparent").orElseThrow();
            assertThat(told).endsWith("-02");
            var log = directory.resolve("access.log");
            var lines = Await.first(() -> Files.readAllLines(log), all -> all.size() == 2);
            assertThat(lines)
                    .containsExactlyInAnyOrder(
                            "{\"target\":\"/seldom\",\"trace_id\":\"" + told.substring(3, 35) + "\"}",
                            "{\"target\":\"/shop\",\"trace_id\":\"" + TRACE + "\"}");
        }
    }

    @Test
    void whatIsLeftIsExportedAtTheEnd() throws Exception {
        try (var collector = FakeCollector.start();
                var endpoint = FakeEndpoint.start()) {
            try (var process = start(collector, endpoint.port(), 1)) {
                for (int i = 0; i < 50; i++) {
                    ask(process, "/shop");
                }
                Await.until(() -> process.node().view().requestsInFlight() == 0);
            }

            assertThat(collector.spans(100)).hasSize(100);
        }
    }
}
