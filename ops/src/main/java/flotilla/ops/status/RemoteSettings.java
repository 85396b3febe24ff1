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
import java.util.List;
import java.util.Optional;

/** The settings of a fleet that are changed at run time, as one of its nodes tells them, and the way to change them there. */
public final class RemoteSettings {

    /** A change may wait for Consul, which may wait for its leader. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int OK = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode answer;

    private RemoteSettings(JsonNode answer) {
        this.answer = answer;
    }

    /**
     * One setting that is to be another.
     *
     * @param endpoint empty: of the upstream itself
     * @param value empty: to be taken back
     */
    public record Edit(String upstream, Optional<String> endpoint, String setting, Optional<String> value) {}

    /**
     * Asks a node.
     *
     * @param admin {@code host:port} of its admin port
     * @throws IOException naming the address and what was answered
     */
    public static RemoteSettings ask(String admin) throws IOException, InterruptedException {
        return send(admin, HttpRequest.newBuilder());
    }

    /**
     * Changes settings at a node, if they are still those of this answer.
     *
     * @throws IOException naming the address and what was answered
     */
    public RemoteSettings change(String admin, String by, String why, List<Edit> edits)
            throws IOException, InterruptedException {
        var body = JSON.createObjectNode().put("by", by).put("why", why);
        var changes = body.putArray("changes");
        for (var edit : edits) {
            var change = changes.addObject().put("upstream", edit.upstream());
            edit.endpoint().ifPresent(endpoint -> change.put("endpoint", endpoint));
            change.put("setting", edit.setting()).put("value", edit.value().orElse(null));
        }
        return send(
                admin,
                HttpRequest.newBuilder()
                        .method("PATCH", BodyPublishers.ofString(body.toString()))
                        .header("Content-Type", "application/json")
                        .header("If-Match", '"' + answer.path("version").asText() + '"'));
    }

    private static RemoteSettings send(String admin, HttpRequest.Builder builder)
            throws IOException, InterruptedException {
        InvalidValue.require(Address.parse(admin).isPresent(), "--admin", admin, "<address>:<port>");
        var uri = URI.create("http://" + admin + "/settings");
        try (var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            return of(uri, http.send(builder.uri(uri).timeout(PATIENCE).build(), BodyHandlers.ofString()));
        } catch (ConnectException e) {
            throw new IOException("cannot ask " + uri + " (is the node running, with admin.bind " + admin + "?)", e);
        }
    }

    private static RemoteSettings of(URI uri, HttpResponse<String> response) throws IOException {
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        var content = json ? JSON.readTree(response.body()) : JSON.createObjectNode();
        if (response.statusCode() != OK) {
            throw new IOException(uri + " answers " + response.statusCode() + ": "
                    + content.path("detail").asText("(expected: the admin port of a node)"));
        }
        return new RemoteSettings(content);
    }

    static RemoteSettings of(String json) throws IOException {
        return new RemoteSettings(JSON.readTree(json));
    }

    /** What the node said. */
    public String json() {
        return answer.toPrettyString();
    }

    /** Where they are kept, what is set, and what was changed last. */
    public String text() {
        var kept = answer.path("kept");
        var text = new StringBuilder("kept in: " + kept.path("in").asText() + "\n");
        if (!kept.path("survives_restart").asBoolean()) {
            text.append("         a restart of all nodes forgets them\n");
        }
        if (!kept.path("trouble").asText().isEmpty()) {
            text.append("trouble: ").append(kept.path("trouble").asText()).append('\n');
        }
        return text.append('\n')
                .append(settings())
                .append('\n')
                .append(history())
                .toString();
    }

    private String settings() {
        var table = new TextTable("UPSTREAM", "ENDPOINT", "SETTING", "VALUE", "IN EFFECT", "BY", "AT", "NODE", "WHY");
        for (var setting : answer.path("settings")) {
            boolean inEffect = setting.path("in_effect").asBoolean();
            table.row(
                    setting.path("upstream").asText(),
                    setting.path("endpoint").asText("-"),
                    setting.path("setting").asText(),
                    setting.path("value").asText(),
                    inEffect ? "yes" : "no: " + setting.path("because").asText(),
                    setting.path("by").asText(),
                    setting.path("at").asText(),
                    setting.path("node").asText(),
                    setting.path("why").asText());
        }
        return answer.path("settings").isEmpty() ? "nothing is set: all is as configured\n" : table.toString();
    }

    private String history() {
        var table =
                new TextTable("CHANGED AT", "NODE", "BY", "UPSTREAM", "ENDPOINT", "SETTING", "BEFORE", "AFTER", "WHY");
        for (var change : answer.path("history")) {
            for (var edit : change.path("changes")) {
                table.row(
                        change.path("at").asText(),
                        change.path("node").asText(),
                        change.path("by").asText(),
                        edit.path("upstream").asText(),
                        edit.path("endpoint").asText("-"),
                        edit.path("setting").asText(),
                        shown(edit.path("before").asText()),
                        shown(edit.path("after").asText()),
                        change.path("why").asText());
            }
        }
        return answer.path("history").isEmpty() ? "" : table.toString();
    }

    private static String shown(String value) {
        return value.isEmpty() ? "as configured" : value;
    }
}
