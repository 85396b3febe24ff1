package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Map;

/** The drills of a node as it tells them, and the way to begin and to end them there. */
public final class RemoteFaults implements Told {

    private static final String PATH = "/faults";

    private final JsonNode answer;

    private RemoteFaults(JsonNode answer) {
        this.answer = answer;
    }

    /**
     * Asks a node.
     *
     * @param admin {@code host:port} of its admin port
     * @throws IOException naming the address and what was answered
     */
    public static RemoteFaults ask(String admin) throws IOException, InterruptedException {
        return new RemoteFaults(AdminPort.send(admin, PATH, HttpRequest.newBuilder()));
    }

    /**
     * Begins a drill at a node.
     *
     * @param fields of what the page takes, by name; empty ones are left out
     * @throws IOException naming the address and what was answered
     */
    public static RemoteFaults begin(String admin, Map<String, String> fields)
            throws IOException, InterruptedException {
        var body = AdminPort.JSON.createObjectNode();
        fields.forEach((name, value) -> {
            if (!value.isEmpty()) {
                body.put(name, value);
            }
        });
        return new RemoteFaults(AdminPort.send(admin, PATH, AdminPort.change(body)));
    }

    /**
     * Ends a route's drill at a node.
     *
     * @throws IOException naming the address and what was answered
     */
    public static RemoteFaults end(String admin, String by, String why, String route)
            throws IOException, InterruptedException {
        var body = AdminPort.JSON
                .createObjectNode()
                .put("by", by)
                .put("why", why)
                .put("route", route)
                .put("clear", true);
        return new RemoteFaults(AdminPort.send(admin, PATH, AdminPort.change(body)));
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
