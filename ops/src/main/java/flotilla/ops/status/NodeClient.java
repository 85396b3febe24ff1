package flotilla.ops.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.Address;
import flotilla.discovery.InvalidValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A node's admin API, from the other side. */
public final class NodeClient implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.builder().build();

    /** A change may wait for Consul, which may wait for its leader. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(20);
    private static final String ROOT = "/api/v1";
    private static final String JSON_TYPE = "application/json";
    private static final int OK = 200;
    private static final int REFUSED = 400;

    private final String base;
    private final Optional<String> token;
    private final HttpClient http;

    private NodeClient(String base, Optional<String> token, HttpClient http) {
        this.base = base;
        this.token = token;
        this.http = http;
    }

    /**
     * One that a node is asked by.
     *
     * @param admin {@code host:port} of its admin port, or that behind {@code https://}
     * @param token to be shown
     * @param tls whom to believe, and what to show; the port speaks TLS if it is there
     */
    public static NodeClient at(String admin, Optional<String> token, Optional<SSLContext> tls) {
        boolean secure = admin.startsWith("https://") || tls.isPresent();
        var address = admin.replaceFirst("^https?://", "");
        InvalidValue.require(Address.parse(address).isPresent(), "--admin", admin, "<address>:<port>");
        var builder = HttpClient.newBuilder().connectTimeout(CONNECT_PATIENCE);
        tls.ifPresent(builder::sslContext);
        return new NodeClient((secure ? "https://" : "http://") + address, token, builder.build());
    }

    /** The same without proof of who asks. */
    public static NodeClient at(String admin) {
        return at(admin, Optional.empty(), Optional.empty());
    }

    /**
     * What a node answers.
     *
     * @param json missing if it is none
     * @param version its ETag, in its quotes; empty: none
     */
    public record Answer(JsonNode json, String text, String version) {}

    /**
     * What a node is asked to do.
     *
     * @param path below the API's root, from {@link #path}
     * @param query behind it
     * @param contentType empty: there is no body
     * @param version that has to be there still; empty: any
     */
    public record Wish(
            String method, String path, Map<String, String> query, String contentType, String body, String version) {

        public static Wish get(String path) {
            return new Wish("GET", path, Map.of(), "", "", "");
        }

        public static Wish of(String method, String path, Map<String, String> query) {
            return new Wish(method, path, query, "", "", "");
        }

        public Wish with(JsonNode newBody) {
            return with(JSON_TYPE, newBody.toString());
        }

        public Wish with(String type, String newBody) {
            return new Wish(method, path, query, type, newBody, version);
        }

        public Wish ifStill(String newVersion) {
            return new Wish(method, path, query, contentType, body, newVersion);
        }
    }

    /** A path of segments that may have any characters. */
    public static String path(String... segments) {
        var path = new StringBuilder();
        for (var segment : segments) {
            path.append('/').append(encoded(segment));
        }
        return path.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Gives a body a number, as it is written; what is none is left to the node to refuse. */
    static void putNumber(ObjectNode body, String name, String value) {
        if (value.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            body.put(name, new BigDecimal(value));
        } else if (!value.isEmpty()) {
            body.put(name, value);
        }
    }

    /**
     * Looks.
     *
     * @throws IOException naming the address, if nobody answers there, or somebody else
     * @throws RefusedCall if the node does not do it
     */
    public JsonNode get(String... segments) throws IOException, InterruptedException, RefusedCall {
        return ask(Wish.get(path(segments))).json();
    }

    /**
     * Asks.
     *
     * @throws IOException naming the address, if nobody answers there, or somebody else
     * @throws RefusedCall if the node does not do it
     */
    public Answer ask(Wish wish) throws IOException, InterruptedException, RefusedCall {
        var uri = URI.create(base + ROOT + wish.path() + query(wish.query()));
        var request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .method(
                        wish.method(),
                        wish.contentType().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(wish.body()));
        token.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        if (!wish.contentType().isEmpty()) {
            request.header("Content-Type", wish.contentType());
        }
        if (!wish.version().isEmpty()) {
            request.header("If-Match", wish.version());
        }
        return of(uri, sent(request.build()));
    }

    private HttpResponse<String> sent(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException("cannot ask " + request.uri() + ": " + Unreached.why(e), e);
        }
    }

    /** The text of {@code /metrics}; empty if it is not to be had. */
    String metrics() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + "/metrics")).timeout(PATIENCE);
        token.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        var response = sent(request.build());
        return response.statusCode() == OK ? response.body() : "";
    }

    private static String query(Map<String, String> values) {
        var pairs = new ArrayList<String>();
        values.forEach((name, value) -> {
            if (!value.isEmpty()) {
                pairs.add(name + "=" + encoded(value));
            }
        });
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private static Answer of(URI uri, HttpResponse<String> response) throws IOException, RefusedCall {
        var type = response.headers().firstValue("Content-Type").orElse("");
        var json = type.contains("json") ? json(uri, response.body()) : JSON.missingNode();
        if (response.statusCode() >= REFUSED && type.startsWith("application/problem+json")) {
            throw new RefusedCall(uri, json);
        } else if (response.statusCode() != OK) {
            throw new IOException(uri + " answers " + response.statusCode() + " (expected: the admin port of a node)");
        }
        return new Answer(
                json, response.body(), response.headers().firstValue("ETag").orElse(""));
    }

    private static JsonNode json(URI uri, String text) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IOException(uri + " answers something else than JSON (expected: the admin port of a node)", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
