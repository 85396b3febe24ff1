package flotilla.ops.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.ops.status.FleetStatus;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.system.Site.RunningNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The fleet as one node tells it over its admin port. */
final class FleetSeen {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final double FRESH_MILLIS = 1_000;

    private final JsonNode page;

    private FleetSeen(JsonNode page) {
        this.page = page;
    }

    static FleetSeen by(RunningNode node) throws IOException, InterruptedException {
        try (var client = NodeClient.at(node.adminAddress(), Optional.of(Site.TOKEN), Optional.empty())) {
            return new FleetSeen(JSON.readTree(FleetStatus.ask(client).json()));
        } catch (RefusedCall refused) {
            throw new AssertionError(refused);
        }
    }

    /** All nodes that are listed, whether they report or not. */
    Set<String> members() {
        var names = new TreeSet<String>();
        page.path("members").forEach(member -> names.add(member.path("node").asText()));
        return names;
    }

    /** The nodes whose reports still count, the one that was asked included. */
    Set<String> reporting() {
        var names = new TreeSet<String>();
        for (var member : page.path("members")) {
            var age = member.path("report_age_ms");
            if (member.path("self").asBoolean() || age.isNumber() && age.asDouble() < FRESH_MILLIS) {
                names.add(member.path("node").asText());
            }
        }
        return names;
    }

    /** Attempts under way from one node; 0 if it is not seen. */
    int inFlightOf(String node) {
        int sum = 0;
        for (var upstream : page.path("upstreams")) {
            for (var endpoint : upstream.path("endpoints")) {
                sum += endpoint.path("in_flight").path(node).asInt();
            }
        }
        return sum;
    }

    /** Whether each endpoint is up. */
    Map<String, Boolean> verdicts() {
        var verdicts = new TreeMap<String, Boolean>();
        for (var upstream : page.path("upstreams")) {
            for (var endpoint : upstream.path("endpoints")) {
                verdicts.put(
                        endpoint.path("endpoint").asText(), endpoint.path("up").asBoolean());
            }
        }
        return verdicts;
    }
}
