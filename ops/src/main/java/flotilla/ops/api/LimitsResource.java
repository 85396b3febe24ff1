package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.node.Node;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.NodeView;
import flotilla.node.route.RatePolicy;
import flotilla.ops.config.Settings;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import flotilla.ops.settings.NodeSettings;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What this node takes at most, and how much of it is used; and the limits of upstreams that hold over the fleet. */
final class LimitsResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Thing UPSTREAM = Schema.thing("UpstreamLimits")
            .with("upstream", Schema.text("Its name."))
            .with("max_connections", Schema.whole("To each endpoint, of all nodes."))
            .with("rate", Schema.text("Requests in a time, over the fleet, or off."))
            .with("concurrency", Schema.text("Requests in flight: a number, adaptive, or off."))
            .with("max_queue", Schema.whole("Requests of this node that may wait for a connection."))
            .maybe(
                    "concurrency_here",
                    Schema.whole("Requests that this node lets in flight now: its share, or what it found."));

    private static final Thing LIMITS = Schema.thing("Limits")
            .with("max_requests_in_flight", Schema.whole("Over all listeners."))
            .with("requests_in_flight", Schema.whole("Now."))
            .with("client_connections", Schema.whole("Now."))
            .with("max_buffer_bytes", Schema.whole("Over all connections."))
            .with("buffer_bytes", Schema.whole("Now."))
            .with("client_requests_per_minute", Schema.whole("Of a client, over the fleet; 0: any."))
            .with("upstreams", Schema.list(UPSTREAM));

    private final Node node;
    private final Supplier<Settings> settings;
    private final NodeSettings changeable;

    LimitsResource(Node node, Supplier<Settings> settings, NodeSettings changeable) {
        this.node = node;
        this.settings = settings;
        this.changeable = changeable;
    }

    List<Operation> operations() {
        return List.of(Operation.get("/limits", "showLimits", "What is taken at most, and how much of it is used.")
                .answers(LIMITS)
                .by(call -> shown()));
    }

    private Reply shown() {
        var config = settings.get().node();
        var view = node.view();
        var page = JSON.createObjectNode()
                .put("max_requests_in_flight", config.limits().maxRequestsInFlight())
                .put("requests_in_flight", view.requestsInFlight())
                .put("client_connections", view.clientConnections())
                .put("max_buffer_bytes", config.limits().maxBufferBytes())
                .put("buffer_bytes", view.bufferBytes())
                .put("client_requests_per_minute", config.limits().clientRequestsPerMinute());
        var list = page.putArray("upstreams");
        new TreeMap<>(config.upstreams()).forEach((name, upstream) -> describe(name, upstream, view, list.addObject()));
        return Reply.of(page);
    }

    /** With what is changed at run time. */
    private void describe(String name, UpstreamConfig configured, NodeView view, ObjectNode entry) {
        var changed = changeable.overrides().of(name);
        var policy = configured.policy();
        entry.put("upstream", name)
                .put(
                        "max_connections",
                        changed.maxConnections().orElse(policy.pool().maxConnections()))
                .put(
                        "rate",
                        changed.rate()
                                .map(RatePolicy::limit)
                                .orElse(policy.rate().limit()))
                .put("concurrency", policy.concurrency().limit())
                .put("max_queue", policy.pool().maxQueue());
        view.upstreams().stream()
                .filter(upstream -> upstream.name().equals(name))
                .flatMap(upstream -> upstream.concurrency().stream())
                .forEach(limit -> entry.put("concurrency_here", limit.limit()));
    }
}
