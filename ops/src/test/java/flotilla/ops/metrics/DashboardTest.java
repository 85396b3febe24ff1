package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import flotilla.ops.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /** What the dashboard does without, and why. */
    private static final Map<String, String> LEFT_OUT = Map.ofEntries(
            Map.entry("flotilla_certificate_expires_timestamp_seconds", "alerts look at it, and nobody else every day"),
            Map.entry("flotilla_config_last_reload_successful", "an alert looks at it"),
            Map.entry(
                    "flotilla_config_revision",
                    "tells nodes with different files apart, of which each counts by itself"),
            Map.entry("flotilla_client_connections", "the sum of flotilla_listener_connections, which is there"),
            Map.entry(
                    "flotilla_metric_exports_total",
                    "who sees the dashboard has the metrics; the log says what is missed"),
            Map.entry("flotilla_endpoint_ejections_total", "flotilla_upstream_ejected and _outliers_total are there"),
            Map.entry("jvm_buffer_count_buffers", "their bytes count"),
            Map.entry("jvm_buffer_total_capacity_bytes", "next to the same as the bytes in use"),
            Map.entry("jvm_gc_live_data_size_bytes", "the heap in use is there"),
            Map.entry("jvm_gc_max_data_size_bytes", "does not change while it runs"),
            Map.entry("jvm_gc_memory_allocated_bytes_total", "for who looks for garbage; pauses are there"),
            Map.entry("jvm_gc_memory_promoted_bytes_total", "for who looks for garbage; pauses are there"),
            Map.entry("jvm_gc_pause_seconds_max", "the share of time in pauses is there"),
            Map.entry("jvm_memory_committed_bytes", "the resident memory is there"),
            Map.entry("jvm_memory_max_bytes", "the alert FlotillaHeapFull compares with it"),
            Map.entry("jvm_threads_daemon_threads", "part of jvm_threads_live_threads, which is there"),
            Map.entry("jvm_threads_peak_threads", "the threads over time are there"),
            Map.entry("jvm_threads_started_threads_total", "the threads that live are there"),
            Map.entry("jvm_threads_states_threads", "the threads that live are there"),
            Map.entry("process_cpu_usage", "rate(process_cpu_seconds_total), over a time that nobody chose"),
            Map.entry("process_max_fds", "the alert FlotillaFileDescriptors compares with it"),
            Map.entry("process_start_time_seconds", "a restart shows in counters that begin anew"),
            Map.entry("process_uptime_seconds", "process_start_time_seconds in other words"),
            Map.entry("system_cpu_count", "of the host, which has exporters of its own"),
            Map.entry("system_cpu_usage", "of the host, which has exporters of its own"),
            Map.entry("system_load_average_1m", "of the host, which has exporters of its own"));

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

    /** So that a new metric is either looked at or left out for a reason that somebody wrote down. */
    @Test
    void everyFamilyOfMetricsIsOnTheDashboardOrLeftOutForAReason() throws Exception {
        var asked = new HashSet<String>();
        for (var query : queries()) {
            asked.addAll(names(query, METRIC.pattern()));
        }
        try (var nodes = new LivelyNodes(directory, "a", "b")) {
            nodes.liven();
            var families = Await.first(
                    () -> {
                        System.gc();
                        return families(nodes.node(0).metrics().scrape());
                    },
                    all -> all.containsKey("jvm_gc_pause_seconds"));

            var missing = families.entrySet().stream()
                    .filter(family -> Collections.disjoint(family.getValue(), asked))
                    .map(Map.Entry::getKey)
                    .toList();
            assertThat(missing).isSubsetOf(LEFT_OUT.keySet());
            assertThat(LEFT_OUT.keySet()).doesNotContainAnyElementsOf(asked);
        }
    }

    /** What series each family that has a type can have. */
    private static Map<String, List<String>> families(String scrape) {
        return scrape.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", 4)[2])
                .collect(Collectors.toMap(
                        family -> family,
                        family -> List.of(family, family + "_bucket", family + "_sum", family + "_count")));
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
