package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import flotilla.ops.status.NodeClient.Wish;
import flotilla.ops.status.RemoteSettings.Edit;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The change that a node tries before all have it, as that node tells it. */
public final class RemoteTrial implements Told {

    private final JsonNode answer;

    private RemoteTrial(JsonNode answer) {
        this.answer = answer;
    }

    /**
     * What it has to show; empty: as the node has it.
     *
     * @param watch for how long
     * @param maxErrorsPercent above which it is rolled back
     * @param minRequests without which it is rolled back
     */
    public record Terms(String watch, String maxErrorsPercent, String minRequests) {}

    /**
     * Asks a node.
     *
     * @throws IOException naming the address, if it cannot be reached
     */
    public static RemoteTrial ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return new RemoteTrial(node.get("trial"));
    }

    /**
     * Begins one.
     *
     * @param signed who and why
     * @throws IOException naming the address, if it cannot be reached
     */
    public static RemoteTrial begin(NodeClient node, Map<String, String> signed, List<Edit> edits, Terms terms)
            throws IOException, InterruptedException, RefusedCall {
        var body = NodeClient.JSON.createObjectNode();
        body.set("changes", RemoteSettings.written(edits));
        if (!terms.watch().isEmpty()) {
            body.put("watch", terms.watch());
        }
        NodeClient.putNumber(body, "max_errors_percent", terms.maxErrorsPercent());
        NodeClient.putNumber(body, "min_requests", terms.minRequests());
        var wish = Wish.of("PUT", NodeClient.path("trial"), signed).with(body);
        return new RemoteTrial(node.ask(wish).json());
    }

    /**
     * Ends the one under way.
     *
     * @param signed who and why
     * @throws IOException naming the address, if it cannot be reached
     */
    public static RemoteTrial end(NodeClient node, Map<String, String> signed)
            throws IOException, InterruptedException, RefusedCall {
        return new RemoteTrial(
                node.ask(Wish.of("DELETE", NodeClient.path("trial"), signed)).json());
    }

    @Override
    public String json() {
        return answer.toPrettyString();
    }

    @Override
    public String text() {
        var phase = answer.path("phase").asText();
        if (phase.equals("none")) {
            return "no change was tried at this node\n";
        }
        var text = new StringBuilder();
        for (var change : answer.path("changes")) {
            var value = change.path("value").asText();
            text.append(change.path("upstream").asText())
                    .append(
                            change.has("endpoint")
                                    ? " " + change.path("endpoint").asText()
                                    : "")
                    .append(" ")
                    .append(change.path("setting").asText())
                    .append(value.isEmpty() ? " as configured" : "=" + value)
                    .append('\n');
        }
        text.append(
                switch (phase) {
                    case "watched" ->
                        "counts at this node alone until " + answer.path("ends").asText();
                    case "applied" -> "counts at all nodes";
                    default -> "is rolled back, and was never at another node";
                });
        var why = answer.path("why").asText();
        return text.append(why.isEmpty() ? "" : ": " + why)
                .append("\nby ")
                .append(answer.path("by").asText())
                .append(": ")
                .append(answer.path("errors").asText())
                .append(" errors in ")
                .append(answer.path("requests").asText())
                .append(" requests\n")
                .toString();
    }
}
