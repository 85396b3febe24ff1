package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node has under way and how quickly: what its counters say at one moment, beside what they said before.
 *
 * <p>Rates are those of the time between the two moments; percentiles are of that time too, from the histogram of the metrics, and
 * empty where nothing ended or the metrics are not to be had.
 */
public final class TopView {

    private static final double NANOS = 1e9;
    private static final int REASON_WIDTH = 30;

    private final long nanos;
    private final JsonNode limits;
    private final JsonNode process;
    private final JsonNode upstreams;
    private final Map<String, Histogram> routes;

    private TopView(long nanos, JsonNode limits, JsonNode process, JsonNode upstreams, Map<String, Histogram> routes) {
        this.nanos = nanos;
        this.limits = limits;
        this.process = process;
        this.upstreams = upstreams;
        this.routes = routes;
    }

    /**
     * Asks a node.
     *
     * @param nanos when
     */
    public static TopView ask(NodeClient node, long nanos) throws IOException, InterruptedException, RefusedCall {
        return new TopView(
                nanos,
                node.get("limits"),
                node.get("process"),
                node.get("upstreams"),
                Histogram.byRoute(node.metrics()));
    }

    /** As a table, with what has happened since an earlier look. */
    public String since(TopView earlier) {
        var before = isOfSameProcess(earlier) ? earlier : this;
        double seconds = Math.max(1, nanos - before.nanos) / NANOS;
        return "%s %s  up %s  %s in flight, %s client connections%n%n%s%n%s"
                .formatted(
                        process.path("node").asText(),
                        process.path("version").asText(),
                        Duration.ofSeconds(process.path("uptime_s").asLong())
                                .toString()
                                .substring(2)
                                .toLowerCase(Locale.ROOT),
                        limits.path("requests_in_flight").asText(),
                        limits.path("client_connections").asText(),
                        routeTable(before, seconds),
                        endpointTable(before, seconds));
    }

    /** Counters begin anew with a process: what is between those of two is no rate. */
    private boolean isOfSameProcess(TopView other) {
        return process.path("started").equals(other.process.path("started"))
                && process.path("pid").equals(other.process.path("pid"));
    }

    private String routeTable(TopView before, double seconds) {
        var table = new TextTable("ROUTE", "REQUESTS/S", "P50", "P99");
        new TreeMap<>(routes).forEach((route, now) -> {
            var spent = now.minus(before.routes.getOrDefault(route, Histogram.empty()));
            table.row(route, "%.1f".formatted(spent.count() / seconds), spent.percentile(50), spent.percentile(99));
        });
        return table.toString();
    }

    private String endpointTable(TopView before, double seconds) {
        var table = new TextTable(
                "UPSTREAM", "ENDPOINT", "STATE", "WEIGHT", "ATTEMPTS/S", "ERRORS/S", "IN FLIGHT", "LATENCY", "WHY");
        var earlier = before.endpoints();
        endpoints().forEach((key, endpoint) -> {
            var was = earlier.getOrDefault(key, endpoint);
            table.row(
                    key.upstream(),
                    key.endpoint(),
                    RemoteUpstreams.state(endpoint),
                    "%.2f".formatted(endpoint.path("weight").asDouble()),
                    rate("picks", endpoint, was, seconds),
                    rate("failures", endpoint, was, seconds),
                    endpoint.path("in_flight").asText(),
                    "%.1f ms".formatted(endpoint.path("latency_ms").asDouble()),
                    TextTable.clip(endpoint.path("reason").asText(), REASON_WIDTH));
        });
        return table.toString();
    }

    private record Key(String upstream, String endpoint) {}

    private Map<Key, JsonNode> endpoints() {
        var all = new LinkedHashMap<Key, JsonNode>();
        for (var upstream : upstreams.path("upstreams")) {
            for (var endpoint : upstream.path("endpoints")) {
                all.put(
                        new Key(
                                upstream.path("name").asText(),
                                endpoint.path("endpoint").asText()),
                        endpoint);
            }
        }
        return all;
    }

    private static String rate(String counter, JsonNode now, JsonNode before, double seconds) {
        long grown =
                Math.max(0, now.path(counter).asLong() - before.path(counter).asLong());
        return "%.1f".formatted(grown / seconds);
    }
}
