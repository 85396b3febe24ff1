package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import flotilla.ops.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts and the dashboard in {@code ops/deploy}, by Prometheus' own judgement and beside what a node says. */
class DashboardTest {

    private static final Path DEPLOY = Path.of("deploy");
    private static final Path ALERTS = DEPLOY.resolve("prometheus/flotilla.rules.yml");
    private static final Path DASHBOARD = DEPLOY.resolve("grafana/flotilla.json");

    /** A metric of ours or of the process; labels and functions have other beginnings. */
    private static final Pattern METRIC = Pattern.compile("\\b(flotilla|process|jvm)_[a-z0-9_]+\\b");

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void theAlertsAreSoundAndEachFiresWhenItShouldAndNotElse() throws Exception {
        var promtool = Promtool.require();
        var at = DEPLOY.resolve("prometheus").toAbsolutePath();

        assertThat(promtool.content(at, "check", "rules", "flotilla.rules.yml")).contains("SUCCESS");
        assertThat(promtool.content(at, "test", "rules", "flotilla.test.yml")).contains("SUCCESS");
    }

    @Test
    void everyAlertHasATest() throws IOException {
        var alerts = names(Files.readString(ALERTS), "- alert: (\\w+)");
        var tested = names(Files.readString(ALERTS.resolveSibling("flotilla.test.yml")), "\n +alertname: (\\w+)");

        assertThat(alerts).hasSizeGreaterThan(20);
        assertThat(tested).isEqualTo(alerts);
    }

    @Test
    void everyQueryOfTheDashboardIsOne() throws Exception {
        var promtool = Promtool.require();
        var rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
        int number = 0;
        for (var query : queries()) {
            var plain = query.replace("$__rate_interval", "5m").replaceAll("\\$(instance|route|upstream)", ".*");
            assertThat(plain).doesNotContain("$");
            rules.append("  - record: dashboard:query:")
                    .append(number++)
                    .append("\n    expr: ")
                    .append(JSON.writeValueAsString(plain))
                    .append('\n');
        }
        Files.writeString(directory.resolve("queries.yml"), rules);

        assertThat(promtool.content(directory, "check", "rules", "queries.yml")).contains(number + " rules found");
    }

    @Test
    void everyMetricThatIsAskedForIsThereOnANodeThatHasTraffic() throws Exception {
        var asked = names(Files.readString(ALERTS), METRIC.pattern());
        for (var query : queries()) {
            asked.addAll(names(query, METRIC.pattern()));
        }
        try (var nodes = new LivelyNodes(directory, "a", "b")) {
            nodes.liven();
            // That a collection has been is told a little later.
            var shown = Await.first(
                    () -> {
                        System.gc();
                        return shown(nodes.node(0).metrics().scrape());
                    },
                    names -> names.containsAll(asked));

            assertThat(shown).containsAll(asked);
        }
    }

    /** Not what is seen at rare moments only, but all that a node always says should be somewhere on the dashboard. */
    @Test
    void everyMetricOfOursIsOnTheDashboard() throws Exception {
        var asked = new HashSet<String>();
        for (var query : queries()) {
            asked.addAll(names(query, METRIC.pattern()));
        }
        try (var nodes = new LivelyNodes(directory, "a", "b")) {
            nodes.liven();
            var missing = shown(nodes.node(0).metrics().scrape()).stream()
                    .filter(name -> name.startsWith("flotilla_"))
                    .filter(name -> !name.endsWith("_sum") && !name.endsWith("_count"))
                    .filter(name -> !asked.contains(name))
                    .toList();

            assertThat(missing).containsExactlyInAnyOrder("flotilla_client_connections");
        }
    }

    private static Set<String> shown(String scrape) {
        return scrape.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    /** What a pattern's group finds, or its whole. */
    private static Set<String> names(String text, String pattern) {
        var names = new HashSet<String>();
        var matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            names.add(pattern.contains("(\\w+)") ? matcher.group(1) : matcher.group());
        }
        return names;
    }

    private static List<String> queries() throws IOException {
        var queries = new ArrayList<String>();
        find(JSON.readTree(DASHBOARD.toFile()), queries);
        assertThat(queries).hasSizeGreaterThan(60);
        return queries;
    }

    private static void find(JsonNode node, List<String> queries) {
        if (node.path("expr").isTextual()) {
            queries.add(node.get("expr").textValue());
        }
        node.forEach(child -> find(child, queries));
    }
}
