package flotilla.ops.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.node.Node;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.balance.Balancers;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.RequestPriority;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.ProblemKind;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.OrNull;
import flotilla.ops.rest.Schema.Thing;
import flotilla.ops.settings.Key;
import flotilla.ops.settings.NodeSettings;
import java.util.List;
import java.util.Locale;

/** The upstreams of this node, and what may be changed of each over the fleet: its algorithm and its limits. */
final class UpstreamsResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Thing CONCURRENCY = Schema.thing("Concurrency")
            .with("limit", Schema.whole("Requests in flight that it allows now."))
            .with("in_flight", Schema.whole("Requests."))
            .with("waiting", Schema.whole("Requests."))
            .with("shed", Schema.map(Schema.whole("Requests that were refused, by priority.")));

    private static final Thing UPSTREAM = Schema.thing("Upstream")
            .with("name", Schema.text("Its name."))
            .with("balance", Schema.text("How an endpoint is chosen."))
            .maybe("stale", Schema.text("Why a source of it cannot see."))
            .maybe("concurrency", CONCURRENCY)
            .with("endpoints", Schema.list(EndpointsResource.ENDPOINT));

    private static final Thing UPSTREAMS = Schema.thing("Upstreams").with("upstreams", Schema.list(UPSTREAM));

    private static final Thing ALGORITHMS =
            Schema.thing("Algorithms").with("algorithms", Schema.list(Schema.text("A name that balance takes.")));

    private static final Thing CHANGE = Schema.thing("UpstreamChange")
            .maybe(
                    "algorithm",
                    new OrNull(Schema.text("The name of a balancer.").matching("[a-z][a-z0-9_]{0,63}")))
            .maybe(
                    "max_connections",
                    new OrNull(Schema.whole("To each endpoint, of all nodes.")
                            .from(1)
                            .to(Integer.MAX_VALUE)))
            .maybe(
                    "rate",
                    new OrNull(Schema.text("Requests in a time: 50/s, 600/m, 10/h, or off.")
                            .matching(".{1,32}")));

    private final Node node;
    private final Lookup lookup;
    private final EndpointsResource endpoints;
    private final NodeSettings settings;

    UpstreamsResource(Node node, EndpointsResource endpoints, NodeSettings settings) {
        this.node = node;
        this.lookup = new Lookup(node);
        this.endpoints = endpoints;
        this.settings = settings;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get(
                                "/upstreams",
                                "listUpstreams",
                                "All upstreams with their endpoints, as this node sees them.")
                        .withVersion()
                        .answers(UPSTREAMS)
                        .by(call -> all()),
                Operation.get("/upstreams/{upstream}", "showUpstream", "One upstream.")
                        .withVersion()
                        .where("upstream", Forms.UPSTREAM)
                        .answers(UPSTREAM)
                        .by(call -> one(lookup.upstream(call))),
                Operation.patch(
                                "/upstreams/{upstream}",
                                "changeUpstream",
                                "Changes the algorithm or the limits; null takes back what was changed.")
                        .where("upstream", Forms.UPSTREAM)
                        .query(Forms.SCOPE)
                        .takes(CHANGE)
                        .onCondition()
                        .fails(ProblemKind.BUSY, ProblemKind.UNAVAILABLE)
                        .answers(UPSTREAM)
                        .by(this::change),
                Operation.get("/algorithms", "listAlgorithms", "The balancers that there are.")
                        .answers(ALGORITHMS)
                        .by(call -> algorithms()));
    }

    private Reply all() {
        var page = JSON.createObjectNode();
        var upstreams = page.putArray("upstreams");
        node.view().upstreams().forEach(upstream -> describe(upstream, upstreams.addObject()));
        return versioned(page);
    }

    private Reply one(UpstreamView upstream) {
        var entry = JSON.createObjectNode();
        describe(upstream, entry);
        return versioned(entry);
    }

    private Reply versioned(JsonNode content) {
        return Reply.of(content).withVersion(settings.version());
    }

    private Reply change(Call call) {
        var upstream = lookup.upstream(call);
        var change = new SettingsChange(call);
        call.body().properties().forEach(field -> {
            var key = new Key(upstream.name(), "", field.getKey());
            change.set(
                    "body." + field.getKey(),
                    key,
                    field.getValue().isNull() ? "" : field.getValue().asText());
        });
        change.madeIn(settings);
        return one(lookup.upstream(call));
    }

    private static Reply algorithms() {
        var page = JSON.createObjectNode();
        var names = page.putArray("algorithms");
        Balancers.names().forEach(names::add);
        return Reply.of(page);
    }

    private void describe(UpstreamView upstream, ObjectNode entry) {
        entry.put("name", upstream.name()).put("balance", upstream.algorithm());
        if (!upstream.stale().isEmpty()) {
            entry.put("stale", upstream.stale());
        }
        upstream.concurrency().ifPresent(limit -> concurrency(limit, entry));
        var list = entry.putArray("endpoints");
        upstream.endpoints().forEach(endpoint -> endpoints.describe(upstream.name(), endpoint, list.addObject()));
    }

    private static void concurrency(ConcurrencyLimit limit, ObjectNode entry) {
        var shed = entry.putObject("concurrency")
                .put("limit", limit.limit())
                .put("in_flight", limit.inFlight())
                .put("waiting", limit.waiting())
                .putObject("shed");
        for (var priority : RequestPriority.values()) {
            shed.put(priority.name().toLowerCase(Locale.ROOT), limit.shed(priority));
        }
    }
}
