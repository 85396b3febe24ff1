package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.StringJoiner;

/** The members of a fleet, the age of each one's newest report, and what it says of itself. */
final class MemberTable {

    private MemberTable() {}

    static String of(JsonNode members) {
        var table = new TextTable("NODE", "REPORT AGE", "REQUESTS/S", "STARTED", "SAYS");
        for (var member : members) {
            var rate = member.path("requests_per_second");
            var epoch = member.path("epoch");
            table.row(
                    member.path("node").asText(),
                    age(member),
                    rate.isNumber() ? "%.1f".formatted(rate.asDouble()) : "",
                    epoch.isNumber() ? Instant.ofEpochMilli(epoch.asLong()).toString() : "",
                    says(member));
        }
        return table.toString();
    }

    private static String age(JsonNode member) {
        if (member.path("self").asBoolean()) {
            return "this node";
        }
        var age = member.path("report_age_ms");
        return age.isNumber() ? "%.0f ms".formatted(age.asDouble()) : "silent";
    }

    private static String says(JsonNode member) {
        var says = new StringJoiner(", ");
        if (member.path("leaving").asBoolean()) {
            says.add("leaves");
        }
        if (member.path("distrusts_itself").asBoolean()) {
            says.add("distrusts its checks");
        }
        return says.toString();
    }
}
