package flotilla.ops.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.config.Configuration;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.process.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A real node with an admin port, and two endpoints that nobody is at: {@code 127.0.0.1:81} and {@code 127.0.0.1:82}. */
public final class AdminNode implements AutoCloseable {

    /** One of the endpoints. */
    public static final String ENDPOINT = "/upstreams/shop/endpoints/127.0.0.1:81";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final NodeProcess process;
    private final HttpClient http = HttpClient.newHttpClient();

    private AdminNode(NodeProcess process) {
        this.process = process;
    }

    /** @param admin what stands below that key */
    public static AdminNode start(Path directory, String admin) throws IOException, InterruptedException {
        var text = """
                version: 1
                threads: 1
                listeners: { web: 127.0.0.1:0 }
                admin: %s
                upstreams:
                  shop: { source: 'fixed:127.0.0.1:81,127.0.0.1:82', balance: round_robin }
                  cart: { source: 'fixed:127.0.0.1:83' }
                routes:
                  - { name: shop, host: shop.example, upstream: shop }
                  - { name: cart, upstream: cart }
                  - { name: gone, path: /gone, respond: { status: 410 } }
                """.formatted(admin);
        return of(directory, text);
    }

    /** By a configuration with an admin port. */
    public static AdminNode of(Path directory, String text) throws IOException, InterruptedException {
        try {
            var file = Files.writeString(directory.resolve("flotilla.yaml"), text);
            var sources = Sources.load(SourceContext.of(Time.system()));
            var node = new AdminNode(NodeProcess.start(Configuration.read(file, sources), Time.system()));
            Await.until(() -> node.process.node().ready());
            return node;
        } catch (InvalidConfig e) {
            throw new AssertionError(e.getMessage(), e);
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public static AdminNode start(Path directory) throws IOException, InterruptedException {
        return start(directory, "127.0.0.1:0");
    }

    public NodeProcess process() {
        return process;
    }

    public String address() {
        return "127.0.0.1:" + process.admin().orElseThrow().getPort();
    }

    /** Where a listener is bound. */
    public int port(String listener) {
        return Objects.requireNonNull(process.node().addresses().get(listener), listener)
                .getPort();
    }

    public URI uri(String path) {
        return URI.create("http://" + address() + path);
    }

    /** An answer of the API. */
    public record Answered(int status, JsonNode body, HttpResponse<String> whole) {

        public String etag() {
            return whole.headers().firstValue("ETag").orElseThrow();
        }

        @Override
        public String toString() {
            return status + " " + whole.body();
        }
    }

    public Answered get(String path, String... headers) throws IOException, InterruptedException {
        return call("GET", path, "", headers);
    }

    /** @param body JSON; empty: none */
    public Answered call(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri("/api/v1" + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        if (!body.isEmpty()) {
            all.put("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        all.forEach(request::header);
        var response = http.send(request.build(), BodyHandlers.ofString());
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Answered(
                response.statusCode(), json ? JSON.readTree(response.body()) : JSON.missingNode(), response);
    }

    /** Something beside the API. */
    public HttpResponse<String> page(String path, Map<String, String> headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri(path));
        headers.forEach(request::header);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** The weight in the rotation, as the API shows it. */
    public double weight() throws IOException, InterruptedException {
        return get(ENDPOINT).body().path("weight").doubleValue();
    }

    @Override
    public void close() {
        process.close();
        http.shutdownNow();
    }
}
