package flotilla.ops.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a person reads, however much there is to say. */
class FleetTextTest {

    private static final String SICK = """
            "fleet_verdict": "down", "checked_by": ["flotilla-1", "flotilla-2"], "ejected": true, "spared": false,
            "opinions": [{"node": "flotilla-1", "up": false, "age_ms": 2500, "reason": "http check: 503 (expected: 200-399), 3 in a row"},
                         {"node": "flotilla-2", "up": true, "age_ms": 90000, "reason": "200"}],
            "breaker": {"state": "open", "left_ms": 4200, "calls": 20, "failed": 12, "slow": 0},
            "votes": [{"node": "flotilla-1", "score": 1000, "age_ms": 4000, "left_ms": 26000}],
            "slow_start": {"age_ms": 2500, "time_ms": 10000, "share": 0.25}
            """;

    private static String page(int nodes) {
        var names =
                IntStream.rangeClosed(1, nodes).mapToObj(i -> "flotilla-" + i).toList();
        var members = names.stream()
                .map(name -> """
                        {"node": "%s", "self": %s, "epoch": 1700000000000, "report_age_ms": 51.2, "requests_per_second": 12345.6,
                         "leaving": true, "distrusts_itself": true}""".formatted(name, name.equals("flotilla-1")))
                .collect(Collectors.joining(","));
        var loads = names.stream()
                .map(name -> "\"%s\": %s".formatted(name, name.replaceAll("\\D", "") + "00"))
                .collect(Collectors.joining(","));
        return """
                {"node": "flotilla-1", "cluster": "joined", "members": [%s],
                 "upstreams": [{"name": "a-rather-long-name-of-a-shop", "panic": true, "endpoints": [
                   {"endpoint": "192.168.100.100:65535", "up": false, "reason": "traffic: refused", "weight": 0.25,
                    "fleet_in_flight": 12345.6, "in_flight": {%s}, %s}]}]}
                """.formatted(members, loads, SICK);
    }

    @Test
    void saysWhoFoundWhatHowLongAgoAndForHowLongStill() throws IOException {
        var text = FleetStatus.of(page(3)).text();

        assertThat(text)
                .containsPattern("flotilla-2 .* leaves, distrusts its checks")
                .containsPattern(
                        "a-rather-lon\\.\\. +192\\.168\\.100\\.100:65535 +ejected +0\\.25 +12345\\.6 +100\\* +200\\* +300\n")
                .containsPattern("panic +too few are well")
                .containsPattern("down here +flotilla-1 +traffic: refused")
                .containsPattern("breaker open +flotilla-1 +4\\.2s")
                .containsPattern("found down +flotilla-1 +2\\.5s +http check: 503")
                .containsPattern("vote to eject +flotilla-1 +4\\.0s +26\\.0s")
                .containsPattern("slow start +2\\.5s +7\\.5s +25 % of its weight");
        assertThat(text).doesNotContain("1m30s");
    }

    @Test
    void fitsATerminalOfAHundredAndTwentyColumnsWithThreeNodesAndWithTen() throws IOException {
        for (int nodes : new int[] {1, 3, 10}) {
            assertThat(FleetStatus.of(page(nodes)).text().lines())
                    .as("%d nodes", nodes)
                    .allMatch(line -> line.length() <= 120);
        }
    }

    @Test
    void namesTheBusiestWhereThereAreTooManyForColumns() throws IOException {
        assertThat(FleetStatus.of(page(10)).text())
                .contains("flotilla-1,flotilla-2  flotilla-10 1000, flotilla-9 900\n");
    }
}
