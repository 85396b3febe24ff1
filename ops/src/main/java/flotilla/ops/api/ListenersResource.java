package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.node.Node;
import flotilla.node.figures.ClientCells;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.ops.config.Settings;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Problem;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The ports that clients connect to. */
final class ListenersResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Thing LISTENER = Schema.thing("Listener")
            .with("name", Schema.text("Its name."))
            .with("address", Schema.text("Where it is bound."))
            .with("connections", Schema.whole("Open now."))
            .with("turned_away", Schema.whole("Connections above the limit, since the listener is there."))
            .maybe("bind", Schema.text("As configured."))
            .maybe("max_connections", Schema.whole("Open at once."))
            .maybe("max_header_bytes", Schema.whole("Of a request's head."))
            .maybe("head_timeout_ms", Schema.whole("For a request's head."))
            .maybe("idle_timeout_ms", Schema.whole("For a kept connection without a request."))
            .maybe("trusted_proxies", Schema.list(Schema.text("A network.")))
            .maybe("explain_to", Schema.list(Schema.text("A network.")));

    private static final Thing LISTENERS = Schema.thing("Listeners").with("listeners", Schema.list(LISTENER));

    private final Node node;
    private final Supplier<Settings> settings;

    ListenersResource(Node node, Supplier<Settings> settings) {
        this.node = node;
        this.settings = settings;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/listeners", "listListeners", "The ports that clients connect to.")
                        .answers(LISTENERS)
                        .by(call -> all()),
                Operation.get("/listeners/{listener}", "showListener", "One of them.")
                        .where("listener", Schema.text("Its name.").matching("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}"))
                        .answers(LISTENER)
                        .by(this::one));
    }

    private Reply all() {
        var page = JSON.createObjectNode();
        var list = page.putArray("listeners");
        new TreeMap<>(node.addresses()).forEach((name, address) -> describe(name, address, list.addObject()));
        return Reply.of(page);
    }

    private Reply one(Call call) {
        var name = call.of("listener");
        var addresses = new TreeMap<>(node.addresses());
        var address = addresses.get(name);
        if (address == null) {
            throw Problem.notFound("listener", name, Lookup.oneOf(List.copyOf(addresses.keySet())));
        }
        var entry = JSON.createObjectNode();
        describe(name, address, entry);
        return Reply.of(entry);
    }

    private void describe(String name, InetSocketAddress address, ObjectNode entry) {
        var host = address.getAddress().getHostAddress();
        entry.put("name", name)
                .put("address", (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort());
        connections(name, entry);
        var policy = settings.get().node().listeners().get(name);
        if (policy != null) {
            describe(policy, entry);
        }
    }

    /** None of a listener that has just gone. */
    private void connections(String name, ObjectNode entry) {
        var counts = new long[ClientCells.WIDTH];
        int open = 0;
        for (var figures : node.figures().listeners()) {
            if (figures.name().equals(name)) {
                open = figures.open();
                figures.cells().forEach(cells -> cells.addTo(counts));
            }
        }
        entry.put("connections", open).put("turned_away", counts[ClientCells.TURNED_AWAY]);
    }

    private static void describe(ListenerPolicy policy, ObjectNode entry) {
        entry.put("bind", policy.bind())
                .put("max_connections", policy.maxConnections())
                .put("max_header_bytes", policy.maxHeaderBytes())
                .put("head_timeout_ms", policy.headTimeout().toMillis())
                .put("idle_timeout_ms", policy.idleTimeout().toMillis());
        policy.trustedProxies().forEach(entry.putArray("trusted_proxies")::add);
        policy.explainTo().forEach(entry.putArray("explain_to")::add);
    }
}
