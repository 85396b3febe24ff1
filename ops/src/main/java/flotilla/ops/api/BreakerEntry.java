package flotilla.ops.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.node.NodeView.EndpointView;
import java.util.Locale;

/** This node's breaker for an endpoint. */
final class BreakerEntry {

    private BreakerEntry() {}

    static void write(EndpointView endpoint, long nowNanos, ObjectNode entry) {
        endpoint.breaker().map(breaker -> breaker.view(nowNanos)).ifPresent(view -> {
            var described = entry.putObject("breaker")
                    .put("state", view.state().toString().toLowerCase(Locale.ROOT))
                    .put("calls", view.calls())
                    .put("failed", view.failed())
                    .put("slow", view.slow())
                    .put("opened", view.opened())
                    .put("refused", view.refused());
            if (view.leftNanos() > 0) {
                described.put("left_ms", view.leftNanos() / 1e6);
            }
        });
    }
}
