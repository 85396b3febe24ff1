package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import flotilla.ops.status.NodeClient.Wish;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Upstreams with their endpoints, as a node tells them, and the way to change an endpoint there. */
public final class RemoteUpstreams implements Told {

    private static final int REASON_WIDTH = 40;

    private final JsonNode answer;
    private final Map<String, JsonNode> endpoints;

    private RemoteUpstreams(JsonNode answer, Map<String, JsonNode> endpoints) {
        this.answer = answer;
        this.endpoints = endpoints;
    }

    /** All of them. */
    public static RemoteUpstreams all(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        var answer = node.get("upstreams");
        var endpoints = new LinkedHashMap<String, JsonNode>();
        answer.path("upstreams")
                .forEach(upstream -> endpoints.put(upstream.path("name").asText(), upstream.path("endpoints")));
        return new RemoteUpstreams(answer, endpoints);
    }

    /** One of them. */
    public static RemoteUpstreams one(NodeClient node, String upstream)
            throws IOException, InterruptedException, RefusedCall {
        var answer = node.get("upstreams", upstream);
        return new RemoteUpstreams(answer, Map.of(upstream, answer.path("endpoints")));
    }

    /**
     * Drains, undrains, ejects or restores an endpoint.
     *
     * @param signed who and why
     */
    public static RemoteUpstreams change(
            NodeClient node, String upstream, String endpoint, String verb, Map<String, String> signed)
            throws IOException, InterruptedException, RefusedCall {
        var path = NodeClient.path("upstreams", upstream, "endpoints", endpoint, verb);
        return changed(node.ask(Wish.of("POST", path, signed)).json(), upstream);
    }

    /**
     * Gives an endpoint another weight.
     *
     * @param weight empty: the one that its source says
     * @param signed who and why
     */
    public static RemoteUpstreams weigh(
            NodeClient node, String upstream, String endpoint, String weight, Map<String, String> signed)
            throws IOException, InterruptedException, RefusedCall {
        var path = NodeClient.path("upstreams", upstream, "endpoints", endpoint, "weight");
        var wish = weight.isEmpty()
                ? Wish.of("DELETE", path, signed)
                : Wish.of("PUT", path, signed)
                        .with(NodeClient.JSON.createObjectNode().put("weight", Long.parseLong(weight)));
        return changed(node.ask(wish).json(), upstream);
    }

    private static RemoteUpstreams changed(JsonNode endpoint, String upstream) {
        return new RemoteUpstreams(
                endpoint, Map.of(upstream, NodeClient.JSON.createArrayNode().add(endpoint)));
    }

    @Override
    public String json() {
        return answer.toPrettyString();
    }

    /** A line for each endpoint. */
    @Override
    public String text() {
        var table =
                new TextTable("UPSTREAM", "ENDPOINT", "STATE", "WEIGHT", "IN FLIGHT", "PICKS", "LATENCY", "SET", "WHY");
        for (var upstream : answer.path("upstreams")) {
            if (upstream.path("endpoints").isEmpty()) {
                var stale = TextTable.clip(upstream.path("stale").asText(), REASON_WIDTH);
                table.row(upstream.path("name").asText(), "none", "-", "-", "-", "-", "-", "-", stale);
            }
        }
        endpoints.forEach((upstream, list) -> list.forEach(endpoint -> table.row(
                upstream,
                endpoint.path("endpoint").asText(),
                state(endpoint),
                endpoint.path("weight").asText(),
                endpoint.path("in_flight").asText(),
                endpoint.path("picks").asText(),
                "%.1f ms".formatted(endpoint.path("latency_ms").asDouble()),
                set(endpoint),
                why(endpoint))));
        return table.toString();
    }

    static String state(JsonNode endpoint) {
        var condition = endpoint.path("condition").asText();
        return !condition.equals("serving") ? condition : endpoint.path("up").asBoolean() ? "up" : "down";
    }

    private static String set(JsonNode endpoint) {
        var words = new StringJoiner(", ");
        words.setEmptyValue("-");
        endpoint.path("settings")
                .forEach(one -> words.add(one.path("setting").asText() + "="
                        + one.path("value").asText()
                        + (one.path("scope").asText().equals("node") ? " here" : "")
                        + " by " + one.path("by").asText()));
        return words.toString();
    }

    private static String why(JsonNode endpoint) {
        var words = new StringJoiner(", ");
        if (!endpoint.path("up").asBoolean()) {
            words.add(endpoint.path("reason").asText());
        }
        endpoint.path("settings").forEach(one -> {
            if (!one.path("why").asText().isEmpty()) {
                words.add(one.path("why").asText());
            }
        });
        return TextTable.clip(words.toString(), REASON_WIDTH);
    }
}
