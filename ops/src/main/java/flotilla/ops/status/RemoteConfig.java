package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import flotilla.ops.status.NodeClient.Wish;
import java.io.IOException;
import java.util.Map;

/** What a node says of its configuration, and the way to change it there. */
public final class RemoteConfig implements Told {

    private static final String YAML = "application/yaml";

    private final JsonNode answer;

    private RemoteConfig(JsonNode answer) {
        this.answer = answer;
    }

    /** What a text would change. */
    public static RemoteConfig diff(NodeClient node, String text)
            throws IOException, InterruptedException, RefusedCall {
        var wish = Wish.of("POST", NodeClient.path("config", "diff"), Map.of()).with(YAML, text);
        return new RemoteConfig(node.ask(wish).json());
    }

    /** Lets a text count, if what counts is still what was looked at here before. */
    public static RemoteConfig put(NodeClient node, String text, Map<String, String> signed)
            throws IOException, InterruptedException, RefusedCall {
        var wish = Wish.of("PUT", NodeClient.path("config"), signed)
                .with(YAML, text)
                .ifStill(seen(node));
        return new RemoteConfig(node.ask(wish).json());
    }

    /** The revision that counts now. */
    private static String seen(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return node.ask(Wish.get(NodeClient.path("config"))).version();
    }

    /** Has the node read its file again. */
    public static RemoteConfig reload(NodeClient node, Map<String, String> signed)
            throws IOException, InterruptedException, RefusedCall {
        return new RemoteConfig(node.ask(Wish.of("POST", NodeClient.path("config", "reload"), signed))
                .json());
    }

    /** Goes back to a revision, if what counts is still what was looked at here before. */
    public static RemoteConfig rollBack(NodeClient node, long revision, Map<String, String> signed)
            throws IOException, InterruptedException, RefusedCall {
        var wish = Wish.of("POST", NodeClient.path("config", "rollback"), signed)
                .with(NodeClient.JSON.createObjectNode().put("revision", revision))
                .ifStill(seen(node));
        return new RemoteConfig(node.ask(wish).json());
    }

    /** Those that have counted. */
    public static RemoteConfig history(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return new RemoteConfig(node.get("config", "history"));
    }

    @Override
    public String json() {
        return answer.toPrettyString();
    }

    @Override
    public String text() {
        return answer.has("revisions") ? revisions() : changes();
    }

    private String revisions() {
        var table = new TextTable("REVISION", "AT", "BY", "WHY");
        answer.path("revisions")
                .forEach(one -> table.row(
                        one.path("revision").asText(),
                        one.path("at").asText(),
                        one.path("by").asText(),
                        one.path("why").asText()));
        return table.toString();
    }

    private String changes() {
        var table = new TextTable("PATH", "BEFORE", "AFTER", "");
        answer.path("changes")
                .forEach(one -> table.row(
                        one.path("path").asText(),
                        shown(one.path("before").asText()),
                        shown(one.path("after").asText()),
                        one.path("live").asBoolean() ? "" : "needs a restart"));
        var counts = "revision " + answer.path("revision").asText() + " counts\n";
        return answer.path("changes").isEmpty() ? "no difference\n" + counts : table + counts;
    }

    private static String shown(String value) {
        return value.isEmpty() ? "nothing" : value;
    }
}
