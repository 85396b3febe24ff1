package flotilla.ops.tracing;

import com.sun.net.httpserver.HttpServer;
import flotilla.ops.Await;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A collector that reads OTLP with the protocol's own classes. */
public final class FakeCollector implements AutoCloseable {

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<Resource> resources = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    private FakeCollector(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/v1/traces", exchange -> {
            boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Token")));
            try (var body = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
                take(ExportTraceServiceRequest.parseFrom(body), status);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    private void take(ExportTraceServiceRequest request, int answer) {
        if (answer == 200) {
            for (var resource : request.getResourceSpansList()) {
                resources.add(resource.getResource());
                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
            }
        }
    }

    public static FakeCollector start() throws IOException {
        return new FakeCollector(0);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    /** Answers with this from now on; only what it answers 200 is taken. */
    public void answer(int newStatus) {
        status = newStatus;
    }

    /** All spans, once there are so many. */
    public List<Span> spans(int count) throws Exception {
        return Await.first(() -> List.copyOf(spans), all -> all.size() >= count);
    }

    public List<Resource> resources() {
        return List.copyOf(resources);
    }

    public List<String> tokens() {
        return List.copyOf(tokens);
    }

    /** The attribute's value as text, or empty. */
    public static String attribute(List<KeyValue> attributes, String key) {
        return attributes.stream()
                .filter(one -> one.getKey().equals(key))
                .map(one -> text(one.getValue()))
                .findFirst()
                .orElse("");
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> String.valueOf(value.getIntValue());
            case BOOL_VALUE -> String.valueOf(value.getBoolValue());
            default -> value.toString();
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
