package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The endpoints, and what each node has in flight there: a column for each node, with a star at those that check the
 * endpoint; or, where these would not fit, one column that names the busiest, and one those that check.
 */
final class EndpointTable {

    private static final int ROOM_FOR_NODES = 50;
    private static final int NAMED = 2;
    private static final int UPSTREAM_WIDTH = 14;
    private static final int ENDPOINT_WIDTH = 30;
    private static final int NODE_WIDTH = 11;
    private static final int CHECKERS_WIDTH = 21;

    private final List<String> nodes = new ArrayList<>();
    private final boolean columns;

    private EndpointTable(JsonNode members) {
        members.forEach(member -> nodes.add(member.path("node").asText()));
        columns = nodes.stream().mapToInt(node -> column(node).length() + 2).sum() <= ROOM_FOR_NODES;
    }

    private static String column(String node) {
        return "ON " + TextTable.clip(node, NODE_WIDTH);
    }

    static String of(JsonNode members, JsonNode upstreams) {
        return new EndpointTable(members).over(upstreams);
    }

    private String over(JsonNode upstreams) {
        var header = new ArrayList<>(List.of("UPSTREAM", "ENDPOINT", "STATE", "WEIGHT", "FLEET"));
        if (columns) {
            nodes.forEach(node -> header.add(column(node)));
        } else {
            header.addAll(List.of("CHECKED BY", "MOST ON"));
        }
        var table = new TextTable(header.toArray(String[]::new));
        for (var upstream : upstreams) {
            for (var endpoint : upstream.path("endpoints")) {
                table.row(row(upstream.path("name").asText(), endpoint).toArray(String[]::new));
            }
        }
        return table + (columns ? "* checks it\n" : "");
    }

    private List<String> row(String upstream, JsonNode endpoint) {
        var row = new ArrayList<>(List.of(
                TextTable.clip(upstream, UPSTREAM_WIDTH),
                TextTable.clip(endpoint.path("endpoint").asText(), ENDPOINT_WIDTH),
                state(endpoint),
                weight(endpoint.path("weight")),
                "%.1f".formatted(endpoint.path("fleet_in_flight").asDouble())));
        var inFlight = endpoint.path("in_flight");
        var checkers = checkers(endpoint);
        if (columns) {
            nodes.forEach(node -> row.add(inFlight.path(node).asText("") + (checkers.contains(node) ? "*" : "")));
        } else {
            row.add(TextTable.clip(String.join(",", checkers), CHECKERS_WIDTH));
            row.add(busiest(inFlight));
        }
        return row;
    }

    /** The fleet's word where it has one, before this node's own. */
    private static String state(JsonNode endpoint) {
        if (endpoint.path("ejected").asBoolean()) {
            return "ejected";
        }
        var fleet = endpoint.path("fleet_verdict").asText();
        boolean up = endpoint.path("up").asBoolean();
        return fleet.equals("down") || fleet.equals("doubted") ? fleet : up ? "up" : "down";
    }

    private static String weight(JsonNode weight) {
        return weight.isIntegralNumber() ? weight.asText() : "%.2f".formatted(weight.asDouble());
    }

    private static List<String> checkers(JsonNode endpoint) {
        return StreamSupport.stream(endpoint.path("checked_by").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private String busiest(JsonNode inFlight) {
        return nodes.stream()
                .filter(node -> inFlight.path(node).asInt() > 0)
                .sorted((one, other) ->
                        inFlight.path(other).asInt() - inFlight.path(one).asInt())
                .limit(NAMED)
                .map(node -> TextTable.clip(node, NODE_WIDTH) + " "
                        + inFlight.path(node).asText())
                .collect(Collectors.joining(", "));
    }
}
