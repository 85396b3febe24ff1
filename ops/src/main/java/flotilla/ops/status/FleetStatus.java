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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The fleet as one of its nodes tells it, as tables. */
public final class FleetStatus {

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

    /** What the node said. */
    public String json() {
        return answer.toPrettyString();
    }

    /** Two tables: the members, and the endpoints with what each member has in flight there. */
    public String text() {
        return "cluster: " + answer.path("cluster").asText() + "\n\n" + members() + "\n" + endpoints();
    }

    private String members() {
        var table = new TextTable("NODE", "REPORT AGE", "REQUESTS/S", "STARTED");
        for (var member : answer.path("members")) {
            var self = member.path("self").asBoolean();
            var age = member.path("report_age_ms");
            var reports = self ? "this node" : age.isNumber() ? "%.0f ms".formatted(age.asDouble()) : "silent";
            var rate = member.path("requests_per_second");
            var epoch = member.path("epoch");
            table.row(
                    member.path("node").asText(),
                    reports,
                    rate.isNumber() ? "%.1f".formatted(rate.asDouble()) : "",
                    epoch.isNumber() ? Instant.ofEpochMilli(epoch.asLong()).toString() : "");
        }
        return table.toString();
    }

    private String endpoints() {
        var nodes = new ArrayList<String>();
        answer.path("members").forEach(member -> nodes.add(member.path("node").asText()));
        var header = new ArrayList<>(List.of("UPSTREAM", "ENDPOINT", "VERDICT", "WEIGHT", "FLEET"));
        nodes.forEach(node -> header.add("ON " + node));
        var table = new TextTable(header.toArray(String[]::new));
        for (var upstream : answer.path("upstreams")) {
            for (var endpoint : upstream.path("endpoints")) {
                var row = new ArrayList<>(List.of(
                        upstream.path("name").asText(),
                        endpoint.path("endpoint").asText(),
                        verdict(endpoint),
                        endpoint.path("weight").asText(),
                        "%.1f".formatted(endpoint.path("fleet_in_flight").asDouble())));
                nodes.forEach(
                        node -> row.add(endpoint.path("in_flight").path(node).asText("")));
                table.row(row.toArray(String[]::new));
            }
        }
        return table.toString();
    }

    private static String verdict(JsonNode endpoint) {
        var reason = endpoint.path("reason").asText();
        var word = endpoint.path("up").asBoolean() ? "up" : "down";
        return reason.isEmpty() ? word : word + " (" + reason + ")";
    }
}
