package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** What is not as it should be: panic, who found an endpoint down and whose breaker is open, who voted to eject it, and who grows into its weight. */
final class FindingTable {

    private static final int ENDPOINT_WIDTH = 30;
    private static final int NODE_WIDTH = 16;
    private static final int REASON_WIDTH = 40;

    private final TextTable table = new TextTable("ENDPOINT", "WHAT", "BY", "FOR", "STILL", "WHY");
    private final String self;
    private boolean empty = true;

    private FindingTable(String self) {
        this.self = self;
    }

    /** Empty if there is nothing to say. */
    static String of(String self, JsonNode upstreams) {
        var findings = new FindingTable(self);
        for (var upstream : upstreams) {
            if (upstream.path("panic").asBoolean()) {
                findings.row(upstream.path("name").asText(), "panic", "", "", "", "too few are well: all are tried");
            }
            upstream.path("endpoints").forEach(findings::endpoint);
        }
        return findings.empty ? "" : findings.table.toString();
    }

    private void endpoint(JsonNode endpoint) {
        var name = endpoint.path("endpoint").asText();
        if (!endpoint.path("up").asBoolean()) {
            row(name, "down here", self, "", "", endpoint.path("reason").asText());
        }
        breaker(name, endpoint.path("breaker"));
        for (var opinion : endpoint.path("opinions")) {
            if (!opinion.path("up").asBoolean()) {
                row(
                        name,
                        "found down",
                        opinion.path("node").asText(),
                        time(opinion.path("age_ms")),
                        "",
                        opinion.path("reason").asText());
            }
        }
        for (var vote : endpoint.path("votes")) {
            row(
                    name,
                    "vote to eject",
                    vote.path("node").asText(),
                    time(vote.path("age_ms")),
                    time(vote.path("left_ms")),
                    endpoint.path("spared").asBoolean() ? "spared: as many as may be are ejected" : "");
        }
        var ramp = endpoint.path("slow_start");
        if (ramp.isObject()) {
            long age = ramp.path("age_ms").asLong();
            row(name, "slow start", "", time(age), time(ramp.path("time_ms").asLong() - age), percent(ramp));
        }
    }

    private void breaker(String endpoint, JsonNode breaker) {
        if (breaker.path("state").asText("closed").equals("open")) {
            row(endpoint, "breaker open", self, "", time(breaker.path("left_ms")), "");
        } else if (breaker.path("state").asText().equals("half_open")) {
            row(
                    endpoint,
                    "half-open",
                    self,
                    "",
                    "",
                    breaker.path("failed").asText() + " of "
                            + breaker.path("calls").asText() + " failed");
        }
    }

    private static String percent(JsonNode ramp) {
        return "%.0f %% of its weight".formatted(100 * ramp.path("share").asDouble());
    }

    private static String time(JsonNode millis) {
        return time(millis.asLong());
    }

    /** In the unit that a person would take. */
    private static String time(long millis) {
        var time = Duration.ofMillis(Math.max(0, millis));
        if (time.toHours() > 0) {
            return time.toHours() + "h" + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + "m" + time.toSecondsPart() + "s"
                : "%.1fs".formatted(time.toMillis() / 1e3);
    }

    private void row(String endpoint, String what, String by, String lasts, String still, String why) {
        empty = false;
        table.row(
                TextTable.clip(endpoint, ENDPOINT_WIDTH),
                what,
                TextTable.clip(by, NODE_WIDTH),
                lasts,
                still,
                TextTable.clip(why, REASON_WIDTH));
    }
}
