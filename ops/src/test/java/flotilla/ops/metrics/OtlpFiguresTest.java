package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.metrics.otlp.Collector;
import flotilla.ops.metrics.otlp.OtlpExport;
import flotilla.ops.metrics.otlp.OtlpPolicy;
import flotilla.ops.otlp.Identity;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector gets by OTLP is what a scrape says, figure by figure. */
class OtlpFiguresTest {

    private static final Pattern LINE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? (.+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    @TempDir
    private Path directory;

    @Test
    void aCollectorGetsWhatAScrapeSays() throws Exception {
        try (var nodes = new LivelyNodes(directory, "a", "b");
                var collector = Collector.start(0)) {
            nodes.liven();
            var metrics = nodes.node(0).metrics();
            var before = text(metrics.scrape());
            var export = OtlpExport.prepare(
                    OtlpPolicy.DEFAULT.withUrl(collector.url()),
                    metrics::forOtlp,
                    new Identity("flotilla", "a", Instant.EPOCH),
                    Time.system());
            export.start();
            Await.until(() -> !collector.exports().isEmpty());
            export.close();
            var after = text(metrics.scrape());
            var sent = collector
                    .exports()
                    .getLast()
                    .metrics()
                    .getResourceMetrics(0)
                    .getScopeMetrics(0)
                    .getMetricsList();
            var told = otlp(sent);

            // What stood still meanwhile, which is all but messages of the cluster, the clock's and the process' own.
            after.entrySet().retainAll(before.entrySet());
            after.keySet()
                    .removeIf(name -> name.startsWith("flotilla_request_duration")
                            || name.startsWith("flotilla_io_thread_overdue"));
            assertThat(after.keySet()).anyMatch(name -> name.startsWith("flotilla_requests"));
            assertThat(after).hasSizeGreaterThan(150);
            assertThat(told).containsAllEntriesOf(after);
            comparesDurations(sent, before);
        }
    }

    /** By the conventions they are told apart by method and status, so their sums are compared. */
    private static void comparesDurations(List<Metric> sent, Map<String, Double> scraped) {
        var durations = sent.stream()
                .filter(each -> each.getName().equals("http.server.request.duration"))
                .toList();
        assertThat(durations).singleElement().satisfies(metric -> {
            assertThat(metric.getUnit()).isEqualTo("s");
            assertThat(metric.getHistogram().getDataPointsList())
                    .anySatisfy(point -> assertThat(attributes(point.getAttributesList()))
                            .containsEntry("http.request.method", "GET")
                            .containsEntry("http.response.status_code", "503")
                            .containsEntry("http.route", "/lame")
                            .containsEntry("flotilla.route", "lame")
                            .containsEntry("url.scheme", "http")
                            .containsEntry("error.type", "503")
                            .containsEntry("flotilla.listener", "web")
                            .containsEntry("flotilla.upstream", "lame"));
        });
        var counts = durations.getFirst().getHistogram().getDataPointsList().stream()
                .collect(Collectors.groupingBy(
                        point -> attributes(point.getAttributesList()).get("flotilla.route"),
                        Collectors.summingLong(HistogramDataPoint::getCount)));
        assertThat(counts).containsEntry("shop", 20L).containsEntry("lame", 5L);
        counts.forEach(
                (route, count) -> assertThat(scraped.get("flotilla_request_duration_seconds_count{listener=web, route="
                                + route + ", upstream=" + route + "}"))
                        .isEqualTo((double) count));
    }

    /** Each series of ours, empty labels left out, buckets not cumulative and by the bound they end at. */
    private static Map<String, Double> text(String scrape) {
        var series = new TreeMap<String, Double>();
        var cumulative = new HashMap<String, Double>();
        for (var line : scrape.split("\n")) {
            var match = LINE.matcher(line);
            if (!line.startsWith("flotilla_") || !match.matches()) {
                continue;
            }
            var labels = new TreeMap<String, String>();
            var label = LABEL.matcher(match.group(2) == null ? "" : match.group(2));
            while (label.find()) {
                if (!label.group(2).isEmpty()) {
                    labels.put(label.group(1), label.group(2));
                }
            }
            double value = Double.parseDouble(match.group(3));
            var name = match.group(1).replaceAll("_total$", "");
            var bound = labels.remove("le");
            if (bound == null) {
                series.put(name + labels, value);
            } else {
                double whole = cumulative.getOrDefault(name + labels, 0.0);
                cumulative.put(name + labels, value);
                var le = bound.equals("+Inf") ? "Infinity" : String.valueOf(Double.parseDouble(bound));
                series.put(name + labels + le, value - whole);
            }
        }
        return series;
    }

    private static Map<String, Double> otlp(List<Metric> metrics) {
        var series = new TreeMap<String, Double>();
        for (var metric : metrics) {
            for (var point : metric.getSum().getDataPointsList()) {
                assertThat(metric.getSum().getIsMonotonic()).isTrue();
                put(metric.getName(), point, series);
            }
            metric.getGauge().getDataPointsList().forEach(point -> put(metric.getName(), point, series));
            for (var point : metric.getHistogram().getDataPointsList()) {
                var labels = attributes(point.getAttributesList());
                for (int i = 0; i < point.getBucketCountsCount(); i++) {
                    double bound =
                            i == point.getExplicitBoundsCount() ? Double.POSITIVE_INFINITY : point.getExplicitBounds(i);
                    series.put(metric.getName() + "_bucket" + labels + bound, (double) point.getBucketCounts(i));
                }
                series.put(metric.getName() + "_count" + labels, (double) point.getCount());
                series.put(metric.getName() + "_sum" + labels, point.getSum());
            }
        }
        return series;
    }

    private static void put(String name, NumberDataPoint point, Map<String, Double> series) {
        series.put(name + attributes(point.getAttributesList()), point.getAsDouble());
    }

    private static Map<String, String> attributes(List<KeyValue> list) {
        var attributes = new TreeMap<String, String>();
        for (var each : list) {
            var value = each.getValue();
            attributes.put(
                    each.getKey(), value.hasIntValue() ? String.valueOf(value.getIntValue()) : value.getStringValue());
        }
        return attributes;
    }
}
