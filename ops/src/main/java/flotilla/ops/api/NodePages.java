package flotilla.ops.api;

import flotilla.node.Node;
import flotilla.ops.admin.Page;
import flotilla.ops.rest.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What is served beside the API, for programs that know these paths. */
final class NodePages {

    private static final int OK = 200;
    private static final int NOT_READY = 503;

    private final Node node;

    NodePages(Node node) {
        this.node = node;
    }

    /**
     * All pages by their paths.
     *
     * @param metrics makes the text of {@code /metrics}, of that content type
     * @param more by their paths
     * @param index more lines for {@code /}, which lists what there is
     */
    Map<String, Page> all(Supplier<String> metrics, String metricsType, Map<String, Page> more, String index) {
        var pages = new LinkedHashMap<String, Page>();
        pages.put("/healthz", Page.open(() -> Reply.text(OK, "alive\n")));
        pages.put("/readyz", Page.open(this::readiness));
        pages.put("/metrics", Page.ofFigures(() -> Reply.text(OK, metricsType, metrics.get())));
        pages.putAll(more);
        var text = "flotilla\n\n" + String.join("\n", pages.keySet()) + "\n" + index;
        pages.put("/", Page.open(() -> Reply.text(OK, text)));
        return pages;
    }

    private Reply readiness() {
        if (node.ready()) {
            return Reply.text(OK, "ready\n");
        }
        var reasons = new StringBuilder();
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
        return Reply.text(NOT_READY, "not ready\n" + (reasons.isEmpty() ? "warms up, or stops\n" : reasons));
    }
}
