package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.Address;
import flotilla.discovery.InvalidValue;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A page of a node's admin port that can be changed, from the other side. */
final class AdminPort {

    static final JsonMapper JSON = JsonMapper.builder().build();

    /** A change may wait for Consul, which may wait for its leader. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int OK = 200;

    private AdminPort() {}

    /** A change that is still to be sent. */
    static HttpRequest.Builder change(JsonNode body) {
        return HttpRequest.newBuilder()
                .method("PATCH", BodyPublishers.ofString(body.toString()))
                .header("Content-Type", "application/json");
    }

    /**
     * Asks or changes.
     *
     * @param admin {@code host:port}
     * @throws IOException naming the address and what was answered
     */
    static JsonNode send(String admin, String path, HttpRequest.Builder builder)
            throws IOException, InterruptedException {
        InvalidValue.require(Address.parse(admin).isPresent(), "--admin", admin, "<address>:<port>");
        var uri = URI.create("http://" + admin + path);
        try (var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            return of(uri, http.send(builder.uri(uri).timeout(PATIENCE).build(), BodyHandlers.ofString()));
        } catch (ConnectException e) {
            throw new IOException("cannot ask " + uri + " (is the node running, with admin.bind " + admin + "?)", e);
        }
    }

    private static JsonNode of(URI uri, HttpResponse<String> response) throws IOException {
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        var content = json ? JSON.readTree(response.body()) : JSON.createObjectNode();
        if (response.statusCode() != OK) {
            throw new IOException(uri + " answers " + response.statusCode() + ": "
                    + content.path("detail").asText("(expected: the admin port of a node)"));
        }
        return content;
    }
}
