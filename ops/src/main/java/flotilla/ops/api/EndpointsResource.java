package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.Endpoint;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.NodeView.EndpointView;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.ProblemKind;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import flotilla.ops.settings.Key;
import flotilla.ops.settings.NodeSettings;
import flotilla.ops.settings.Scope;
import flotilla.ops.settings.Setting;
import java.util.List;
import java.util.Locale;

/**
 * The endpoints of an upstream, and what an operator does to one: over the whole fleet, until it is taken back.
 *
 * <p>Whoever drains an endpoint means to take it away: it ends what it has and gets nothing new, whatever happens to the others.
 * Whoever ejects one says that it is bad: it gets nothing from now on either, but counts as one that is down, so that it is
 * tried when nobody is left (a bad answer is better than none).
 */
final class EndpointsResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static final Thing ENDPOINT = Schema.thing("Endpoint")
            .with("endpoint", Schema.text("Its <host>:<port>."))
            .with("up", Schema.truth("Whether this node finds it well."))
            .with("reason", Schema.text("Why it does not."))
            .with("condition", Schema.text("Serving, draining or failing, as its source or an operator says."))
            .with("in_flight", Schema.whole("Requests of this node."))
            .with("connections", Schema.whole("Of this node."))
            .with("connection_share", Schema.whole("How many it may have."))
            .with("picks", Schema.whole("How often this node chose it."))
            .with("failures", Schema.whole("Attempts of this node that failed."))
            .with("latency_ms", Schema.amount("A moving mean to the first byte."))
            .with("weight", Schema.amount("In the rotation; 0: it is not in it."))
            .maybe("breaker", Forms.BREAKER)
            .with("labels", Schema.map(Schema.text("As its source says.")))
            .with(
                    "settings",
                    Schema.list(Schema.thing("EndpointSetting")
                            .with("setting", Schema.text("weight, drain or eject."))
                            .with("value", Schema.text("What it is."))
                            .with("scope", Forms.SCOPE_OF)
                            .and(Forms.SIGNED)));

    private static final Thing ENDPOINTS = Schema.thing("Endpoints").with("endpoints", Schema.list(ENDPOINT));

    private static final Thing WEIGHT = Schema.thing("Weight")
            .with(
                    "weight",
                    Schema.whole("Its share of the traffic; 0: none.").from(0).to(Endpoint.MAX_WEIGHT));

    private static final String ALL = "/upstreams/{upstream}/endpoints";
    private static final String ONE = ALL + "/{endpoint}";
    private static final String TRUE = "true";
    private static final String NONE = "";

    private final Lookup lookup;
    private final Time time;
    private final NodeSettings settings;

    EndpointsResource(Node node, Time time, NodeSettings settings) {
        this.lookup = new Lookup(node);
        this.time = time;
        this.settings = settings;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get(ALL, "listEndpoints", "The endpoints of an upstream, as this node sees them.")
                        .withVersion()
                        .where("upstream", Forms.UPSTREAM)
                        .answers(ENDPOINTS)
                        .by(this::all),
                of(Operation.get(ONE, "showEndpoint", "One endpoint.").withVersion())
                        .by(this::one),
                change(Operation.put(ONE + "/weight", "weigh", "Gives it another weight.")
                                .takes(WEIGHT))
                        .by(call -> set(
                                call, Setting.WEIGHT, call.body().path("weight").asText())),
                change(Operation.delete(ONE + "/weight", "unweigh", "Gives it the weight that its source says."))
                        .by(call -> set(call, Setting.WEIGHT, NONE)),
                change(Operation.post(ONE + "/drain", "drain", "Lets it end what it has, and gives it nothing new."))
                        .by(call -> set(call, Setting.DRAIN, TRUE)),
                change(Operation.post(ONE + "/undrain", "undrain", "Ends a drain."))
                        .by(call -> set(call, Setting.DRAIN, NONE)),
                change(Operation.post(
                                ONE + "/eject",
                                "eject",
                                "Takes it out of the rotation for a reason, which has to be said: it counts as down."))
                        .by(this::eject),
                change(Operation.post(ONE + "/restore", "restore", "Takes an ejection back."))
                        .by(call -> set(call, Setting.EJECT, NONE)));
    }

    private static Operation of(Operation operation) {
        return operation
                .where("upstream", Forms.UPSTREAM)
                .where("endpoint", Forms.ENDPOINT)
                .answers(ENDPOINT);
    }

    private static Operation change(Operation operation) {
        return of(operation)
                .query(Forms.SCOPE)
                .onCondition()
                .fails(ProblemKind.BUSY, ProblemKind.UNAVAILABLE, ProblemKind.INVALID);
    }

    private Reply all(Call call) {
        var page = JSON.createObjectNode();
        var list = page.putArray("endpoints");
        var upstream = lookup.upstream(call);
        upstream.endpoints().forEach(endpoint -> describe(upstream.name(), endpoint, list.addObject()));
        return Reply.of(page).withVersion(settings.version());
    }

    private Reply one(Call call) {
        var entry = JSON.createObjectNode();
        describe(call.of("upstream"), lookup.endpoint(call), entry);
        return Reply.of(entry).withVersion(settings.version());
    }

    private Reply eject(Call call) {
        InvalidValue.require(!call.why().isBlank(), "why", "nothing", "the reason");
        return set(call, Setting.EJECT, TRUE);
    }

    private Reply set(Call call, Setting setting, String value) {
        lookup.endpoint(call);
        var key = Key.of(call.of("upstream"), call.of("endpoint"), setting);
        new SettingsChange(call).set("body." + setting.key(), key, value).madeIn(settings);
        return one(call);
    }

    void describe(String upstream, EndpointView view, ObjectNode entry) {
        var live = view.endpoint();
        entry.put("endpoint", live.endpoint().authority())
                .put("up", view.verdict().up())
                .put("reason", view.verdict().reason())
                .put("condition", live.endpoint().condition().name().toLowerCase(Locale.ROOT))
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
        var list = entry.putArray("settings");
        for (var scope : Scope.values()) {
            settings.kept(scope).document().entries().forEach((key, set) -> {
                if (set.isSet()
                        && key.upstream().equals(upstream)
                        && key.endpoint().equals(live.authority())) {
                    var setting = list.addObject()
                            .put("setting", key.setting())
                            .put("value", set.value())
                            .put("scope", scope.key());
                    SettingsView.signed(setting, set.signed());
                }
            });
        }
    }
}
