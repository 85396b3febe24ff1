package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The fleet as one of its nodes tells it, as tables. */
public final class FleetStatus implements Told {

    private final JsonNode answer;

    private FleetStatus(JsonNode answer) {
        this.answer = answer;
    }

    /**
     * Asks a node.
     *
     * @throws IOException naming the address, if it cannot be reached
     */
    public static FleetStatus ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return new FleetStatus(node.get("cluster"));
    }

    static FleetStatus of(String json) throws IOException {
        return new FleetStatus(JsonMapper.builder().build().readTree(json));
    }

    @Override
    public String json() {
        return answer.toPrettyString();
    }

    /** The members, the endpoints with what each member has in flight there, and what is not as it should be. */
    @Override
    public String text() {
        var members = answer.path("members");
        var upstreams = answer.path("upstreams");
        var findings = FindingTable.of(answer.path("node").asText(), upstreams);
        return "cluster: " + answer.path("cluster").asText() + "\n\n"
                + MemberTable.of(members) + "\n"
                + EndpointTable.of(members, upstreams)
                + (findings.isEmpty() ? "" : "\n" + findings)
                + own();
    }

    /** A node that differs from its fleet on purpose is easily forgotten. */
    private String own() {
        var own = answer.path("own_settings");
        var table = new TextTable("SET AT THIS NODE ALONE", "ENDPOINT", "SETTING", "VALUE", "BY", "AT", "WHY");
        own.forEach(setting -> table.row(
                setting.path("upstream").asText(),
                setting.path("endpoint").asText("-"),
                setting.path("setting").asText(),
                setting.path("value").asText(),
                setting.path("by").asText(),
                setting.path("at").asText(),
                setting.path("why").asText()));
        return own.isEmpty() ? "" : "\n" + table;
    }
}
