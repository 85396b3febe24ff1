package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import flotilla.ops.status.NodeClient.Wish;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The drills of a node as it tells them, and the way to begin and to end them there. */
public final class RemoteFaults implements Told {

    private static final List<String> NUMBERS = List.of("delay_percent", "abort", "abort_percent");

    private final JsonNode answer;

    private RemoteFaults(JsonNode answer) {
        this.answer = answer;
    }

    /**
     * Asks a node.
     *
     * @throws IOException naming the address, if it cannot be reached
     */
    public static RemoteFaults ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return new RemoteFaults(node.get("faults"));
    }

    /**
     * Begins a drill at a node.
     *
     * @param fields of what it takes, by name; empty ones are left out
     * @param signed who and why
     * @throws IOException naming the address, if it cannot be reached
     */
    public static RemoteFaults begin(
            NodeClient node, String route, Map<String, String> fields, Map<String, String> signed)
            throws IOException, InterruptedException, RefusedCall {
        var body = NodeClient.JSON.createObjectNode();
        fields.forEach((name, value) -> {
            if (NUMBERS.contains(name)) {
                NodeClient.putNumber(body, name, value);
            } else if (!value.isEmpty()) {
                body.put(name, value);
            }
        });
        var wish = Wish.of("PUT", NodeClient.path("faults", route), signed).with(body);
        return new RemoteFaults(node.ask(wish).json());
    }

    /**
     * Ends a route's drill at a node.
     *
     * @param signed who and why
     * @throws IOException naming the address, if it cannot be reached
     */
    public static RemoteFaults end(NodeClient node, String route, Map<String, String> signed)
            throws IOException, InterruptedException, RefusedCall {
        var wish = Wish.of("DELETE", NodeClient.path("faults", route), signed);
        return new RemoteFaults(node.ask(wish).json());
    }

    @Override
    public String json() {
        return answer.toPrettyString();
    }

    /** A line for each drill. */
    @Override
    public String text() {
        var table = new TextTable("ROUTE", "DELAY", "ABORT", "ONLY", "LEFT", "DELAYED", "ABORTED", "BY", "WHY");
        for (var fault : answer.path("faults")) {
            table.row(
                    fault.path("route").asText(),
                    fault.has("delay_ms")
                            ? share(fault.path("delay_ms").asText() + " ms", fault, "delay_percent")
                            : "-",
                    fault.has("abort") ? share(fault.path("abort").asText(), fault, "abort_percent") : "-",
                    only(fault),
                    fault.path("left_s").asText() + " s",
                    fault.path("delayed").asText(),
                    fault.path("aborted").asText(),
                    fault.path("by").asText(),
                    fault.path("why").asText());
        }
        return answer.path("faults").isEmpty() ? "no drill is under way\n" : table.toString();
    }

    private static String share(String what, JsonNode fault, String percent) {
        return what + ", " + fault.path(percent).asText() + " %";
    }

    private static String only(JsonNode fault) {
        var header = fault.path("header").asText();
        var value = fault.path("value").asText();
        return header.isEmpty() ? "-" : value.isEmpty() ? header : header + ": " + value;
    }
}
