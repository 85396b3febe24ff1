package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.Address;
import flotilla.discovery.InvalidValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The fleet as one of its nodes tells it, as tables. */
public final class FleetStatus implements Told {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final JsonNode answer;

    private FleetStatus(JsonNode answer) {
        this.answer = answer;
    }

    /**
     * Asks a node.
     *
     * @param admin {@code host:port} of its admin port
     * @throws IOException naming the address, if it cannot be reached or answers anything but a fleet
     */
    public static FleetStatus ask(String admin) throws IOException, InterruptedException {
        InvalidValue.require(Address.parse(admin).isPresent(), "--admin", admin, "<address>:<port>");
        var uri = URI.create("http://" + admin + "/fleet");
        try (var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != OK) {
                throw new IOException(
                        uri + " answers " + response.statusCode() + " (expected: the admin port of a node)");
            }
            return of(response.body());
        } catch (IOException e) {
            throw new IOException("cannot ask " + uri + " (is the node running, with admin.bind " + admin + "?)", e);
        }
    }

    static FleetStatus of(String json) throws IOException {
        return new FleetStatus(JsonMapper.builder().build().readTree(json));
    }

    @Override
    public String json() {
        return answer.toPrettyString();
    }

    /** The members, the endpoints with what each member has in flight there, and what is not as it should be. */
    @Override
    public String text() {
        var members = answer.path("members");
        var upstreams = answer.path("upstreams");
        var findings = FindingTable.of(answer.path("node").asText(), upstreams);
        return "cluster: " + answer.path("cluster").asText() + "\n\n"
                + MemberTable.of(members) + "\n"
                + EndpointTable.of(members, upstreams)
                + (findings.isEmpty() ? "" : "\n" + findings);
    }
}
