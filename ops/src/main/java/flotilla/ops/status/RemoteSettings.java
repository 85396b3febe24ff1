package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import flotilla.ops.status.NodeClient.Wish;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of a fleet that are changed at run time, as one of its nodes tells them, and the way to change them there. */
public final class RemoteSettings implements Told {

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
     * @throws IOException naming the address, if it cannot be reached
     */
    public static RemoteSettings ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return new RemoteSettings(node.get("settings"));
    }

    /**
     * Changes settings at a node, if they are still those of this answer.
     *
     * @param signed who and why
     * @throws IOException naming the address, if it cannot be reached
     */
    public RemoteSettings change(NodeClient node, Map<String, String> signed, List<Edit> edits)
            throws IOException, InterruptedException, RefusedCall {
        var body = NodeClient.JSON.createObjectNode();
        body.set("changes", written(edits));
        var version = '"' + answer.path("version").asText() + '"';
        var wish =
                Wish.of("PATCH", NodeClient.path("settings"), signed).with(body).ifStill(version);
        return new RemoteSettings(node.ask(wish).json());
    }

    static ArrayNode written(List<Edit> edits) {
        var changes = NodeClient.JSON.createArrayNode();
        for (var edit : edits) {
            var change = changes.addObject().put("upstream", edit.upstream());
            edit.endpoint().ifPresent(endpoint -> change.put("endpoint", endpoint));
            change.put("setting", edit.setting()).put("value", edit.value().orElse(null));
        }
        return changes;
    }

    static RemoteSettings of(String json) throws IOException {
        return new RemoteSettings(NodeClient.JSON.readTree(json));
    }

    @Override
    public String json() {
        return answer.toPrettyString();
    }

    /** Where they are kept, what is set, and what was changed last. */
    @Override
    public String text() {
        var kept = answer.path("kept");
        var text = new StringBuilder("kept in: " + kept.path("in").asText() + "\n");
        if (!kept.path("survives_restart").asBoolean()) {
            text.append("         a restart of all nodes forgets them\n");
        }
        if (!kept.path("trouble").asText().isEmpty()) {
            text.append("trouble: ").append(kept.path("trouble").asText()).append('\n');
        }
        own(text);
        return text.append('\n')
                .append(settings())
                .append('\n')
                .append(history())
                .toString();
    }

    /** Of the node alone: said where there is something to say. */
    private void own(StringBuilder text) {
        var own = answer.path("own");
        boolean any = false;
        for (var setting : answer.path("settings")) {
            any |= setting.path("scope").asText().equals("node");
        }
        if (any) {
            text.append("scope node is kept in: ")
                    .append(own.path("in").asText())
                    .append(
                            own.path("survives_restart").asBoolean()
                                    ? "\n"
                                    : "\n         a restart of the node forgets it\n");
        }
        if (!own.path("trouble").asText().isEmpty()) {
            text.append("trouble: ").append(own.path("trouble").asText()).append('\n');
        }
    }

    private String settings() {
        var table = new TextTable(
                "UPSTREAM", "ENDPOINT", "SETTING", "VALUE", "SCOPE", "IN EFFECT", "BY", "AT", "NODE", "WHY");
        for (var setting : answer.path("settings")) {
            boolean inEffect = setting.path("in_effect").asBoolean();
            table.row(
                    setting.path("upstream").asText(),
                    setting.path("endpoint").asText("-"),
                    setting.path("setting").asText(),
                    setting.path("value").asText(),
                    setting.path("scope").asText(),
                    inEffect ? "yes" : "no: " + setting.path("because").asText(),
                    setting.path("by").asText(),
                    setting.path("at").asText(),
                    setting.path("node").asText(),
                    setting.path("why").asText());
        }
        return answer.path("settings").isEmpty() ? "nothing is set: all is as configured\n" : table.toString();
    }

    private String history() {
        var table = new TextTable(
                "CHANGED AT", "NODE", "SCOPE", "BY", "UPSTREAM", "ENDPOINT", "SETTING", "BEFORE", "AFTER", "WHY");
        for (var change : answer.path("history")) {
            for (var edit : change.path("changes")) {
                table.row(
                        change.path("at").asText(),
                        change.path("node").asText(),
                        change.path("scope").asText(),
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
