package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import flotilla.ops.status.NodeClient.Wish;
import java.io.IOException;
import java.util.Map;

/** The levels of a node's log, as it tells them, and the way to change them there. */
public final class RemoteLevels implements Told {

    private final JsonNode answer;

    private RemoteLevels(JsonNode answer) {
        this.answer = answer;
    }

    /** Asks a node. */
    public static RemoteLevels ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return new RemoteLevels(node.get("log", "levels"));
    }

    /**
     * Gives a logger another level.
     *
     * @param level empty: the one that it had at the start
     * @param signed who and why
     */
    public static RemoteLevels change(NodeClient node, String logger, String level, Map<String, String> signed)
            throws IOException, InterruptedException, RefusedCall {
        var path = NodeClient.path("log", "levels", logger);
        var wish = level.isEmpty()
                ? Wish.of("DELETE", path, signed)
                : Wish.of("PUT", path, signed)
                        .with(NodeClient.JSON.createObjectNode().put("level", level));
        return new RemoteLevels(node.ask(wish).json());
    }

    @Override
    public String json() {
        return answer.toPrettyString();
    }

    /** A line for each logger that has a level of its own. */
    @Override
    public String text() {
        var table = new TextTable("LOGGER", "LEVEL");
        answer.path("levels")
                .properties()
                .forEach(entry -> table.row(entry.getKey(), entry.getValue().asText()));
        return table.toString();
    }
}
