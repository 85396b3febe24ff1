package flotilla.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.NodeView.EndpointView;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.RequestPriority;
import flotilla.ops.admin.AdminServer.Answer;
import flotilla.ops.admin.AdminServer.Page;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The pages about one node. */
public final class NodePages {

    private static final int OK = 200;
    private static final int NOT_READY = 503;

    private final Node node;
    private final Time time;
    private final FleetPage fleet;
    private final SettingsPage settings;
    private final FaultsPage faults;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param settings that are changed at run time
     * @param faults that drills inject
     */
    public NodePages(Node node, Time time, SettingsPage settings, FaultsPage faults) {
        this.settings = settings;
        this.faults = faults;
        this.node = node;
        this.time = time;
        this.fleet = new FleetPage(node, time);
    }

    /**
     * All pages by their paths.
     *
     * @param metrics makes the text of {@code /metrics}, of that content type
     */
    public Map<String, Page> all(Supplier<String> metrics, String metricsType) {
        return all(metrics, metricsType, Map.of());
    }

    /**
     * The same with more pages.
     *
     * @param more by their paths
     */
    public Map<String, Page> all(Supplier<String> metrics, String metricsType, Map<String, Page> more) {
        var pages = new LinkedHashMap<String, Page>();
        pages.put("/metrics", () -> new Answer(OK, metricsType, metrics.get()));
        pages.put("/healthz", () -> Answer.text(OK, "alive\n"));
        pages.put("/readyz", this::readiness);
        pages.put("/routes", this::routes);
        pages.put("/upstreams", this::upstreams);
        pages.put("/fleet", () -> page(fleet.content()));
        pages.put("/settings", settings);
        pages.put("/faults", faults);
        pages.putAll(more);
        var index = "flotilla\n\n" + String.join("\n", pages.keySet()) + "\n";
        pages.put("/", () -> Answer.text(OK, index));
        return pages;
    }

    private Answer readiness() {
        if (node.ready()) {
            return Answer.text(OK, "ready\n");
        }
        var reasons = new StringBuilder("not ready\n");
        for (var upstream : node.view().upstreams()) {
            if (!upstream.stale().isEmpty()) {
                reasons.append(upstream.name())
                        .append(": ")
                        .append(upstream.stale())
                        .append('\n');
            } else if (upstream.endpoints().isEmpty()) {
                reasons.append(upstream.name()).append(": no endpoints known yet\n");
            }
        }
        return Answer.text(NOT_READY, reasons.toString());
    }

    private Answer routes() {
        var routes = json.createArrayNode();
        for (var route : node.view().routes()) {
            var entry = routes.addObject()
                    .put("name", route.name())
                    .put("host", route.match().host())
                    .put("path", route.match().path());
            route.respond()
                    .ifPresentOrElse(
                            answer -> entry.put("respond", answer.status()),
                            () -> entry.put("upstream", route.upstream()));
            entry.put("priority", word(route.priority()));
            if (route.maxBody() >= 0) {
                entry.put("max_body", route.maxBody());
            }
            if (route.rate().allowed().isPresent()) {
                entry.put("rate", route.rate().limit());
            }
        }
        return page(routes);
    }

    private Answer upstreams() {
        var upstreams = json.createArrayNode();
        for (var upstream : node.view().upstreams()) {
            var entry = upstreams.addObject().put("name", upstream.name()).put("balance", upstream.algorithm());
            if (!upstream.stale().isEmpty()) {
                entry.put("stale", upstream.stale());
            }
            upstream.concurrency().ifPresent(limit -> concurrency(limit, entry));
            var endpoints = entry.putArray("endpoints");
            upstream.endpoints().forEach(endpoint -> describe(endpoint, endpoints.addObject()));
        }
        return page(upstreams);
    }

    private static void concurrency(ConcurrencyLimit limit, ObjectNode entry) {
        var shed = entry.putObject("concurrency")
                .put("limit", limit.limit())
                .put("in_flight", limit.inFlight())
                .put("waiting", limit.waiting())
                .putObject("shed");
        for (var priority : RequestPriority.values()) {
            shed.put(word(priority), limit.shed(priority));
        }
    }

    private void describe(EndpointView view, ObjectNode entry) {
        var live = view.endpoint();
        entry.put("endpoint", live.endpoint().authority())
                .put("up", view.verdict().up())
                .put("reason", view.verdict().reason())
                .put("condition", word(live.endpoint().condition()))
                .put("in_flight", live.inFlight())
                .put("connections", live.connections())
                .put("connection_share", Math.min(live.connectionShare(), live.maxConnections()))
                .put("picks", live.picks())
                .put("failures", live.failures())
                .put("latency_ms", live.latency().at(time.nanos()) / 1e6);
        entry.set("weight", Weights.of(view.weight()));
        BreakerEntry.write(view, time.nanos(), entry);
        var labels = entry.putObject("labels");
        live.endpoint().labels().forEach(labels::put);
    }

    private static Answer page(JsonNode content) {
        return new Answer(OK, "application/json", content.toPrettyString() + "\n");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
