package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.route.Drill;
import flotilla.node.route.Fault;
import flotilla.node.route.Route;
import flotilla.ops.config.Scalars;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Problem;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import flotilla.ops.settings.Signature;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The drills of this node: one for a route at most. */
final class FaultsResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Schema.Text ROUTE = Schema.text("The name of a route.").matching(".{1,300}");
    private static final Schema PERCENT =
            Schema.amount("How many of a hundred, above 0.").within(0, 100);

    private static final Thing DRILLS = Schema.thing("Drills")
            .with(
                    "faults",
                    Schema.list(Schema.thing("Drill")
                            .with("route", Schema.text("The route's name."))
                            .maybe("delay_ms", Schema.amount("How long requests wait."))
                            .maybe("delay_percent", Schema.amount("How many of a hundred."))
                            .maybe("abort", Schema.whole("The status of those that are answered."))
                            .maybe("abort_percent", Schema.amount("How many of a hundred."))
                            .maybe("header", Schema.text("Only requests with it are concerned."))
                            .maybe("value", Schema.text("That it has to have."))
                            .with("by", Schema.text("Who began it."))
                            .with("why", Schema.text("In the words of whoever it was."))
                            .with("ends", Schema.text("When it ends by itself."))
                            .with("left_s", Schema.whole("Until then."))
                            .with("delayed", Schema.whole("Requests so far."))
                            .with("aborted", Schema.whole("Requests so far."))));

    private static final Thing FAULT = Schema.thing("Fault")
            .with("for", Forms.DURATION)
            .maybe("delay", Forms.DURATION)
            .maybe("delay_percent", PERCENT)
            .maybe("abort", Schema.whole("A status.").from(400).to(599))
            .maybe("abort_percent", PERCENT)
            .maybe("header", Schema.text("Only requests with it are concerned."))
            .maybe("value", Schema.text("That it has to have."));

    private final Node node;
    private final Time time;
    private final Condition condition;

    FaultsResource(Node node, Time time) {
        this.node = node;
        this.time = time;
        this.condition = new Condition(
                "faults",
                () -> node.faults().all().stream()
                        .map(drill -> List.of(drill.route(), drill.fault(), drill.by(), drill.why(), drill.ends()))
                        .toList());
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/faults", "showDrills", "The drills of this node.")
                        .withVersion()
                        .answers(DRILLS)
                        .by(call -> condition.shown(this::shown)),
                Operation.put("/faults/{route}", "beginDrill", "Makes trouble for a route on purpose, at this node.")
                        .where("route", ROUTE)
                        .takes(FAULT)
                        .onCondition()
                        .answers(DRILLS)
                        .by(call -> condition.changed(call, () -> begin(call))),
                Operation.delete("/faults/{route}", "endDrill", "Ends a route's drill.")
                        .where("route", ROUTE)
                        .onCondition()
                        .answers(DRILLS)
                        .by(call -> condition.changed(call, () -> end(call))));
    }

    private Reply shown() {
        var page = JSON.createObjectNode();
        var faults = page.putArray("faults");
        node.faults().all().forEach(drill -> describe(drill, faults.addObject()));
        return Reply.of(page);
    }

    private void describe(Drill drill, ObjectNode entry) {
        var fault = drill.fault();
        entry.put("route", drill.route());
        if (!fault.delay().isZero()) {
            entry.put("delay_ms", fault.delay().toNanos() / 1e6).put("delay_percent", fault.delayPercent());
        }
        if (fault.abort() != 0) {
            entry.put("abort", fault.abort()).put("abort_percent", fault.abortPercent());
        }
        if (!fault.header().isEmpty()) {
            entry.put("header", fault.header()).put("value", fault.value());
        }
        entry.put("by", drill.by())
                .put("why", drill.why())
                .put("ends", drill.ends().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("left_s", TimeUnit.NANOSECONDS.toSeconds(drill.leftNanos(time.nanos())))
                .put("delayed", drill.delayed())
                .put("aborted", drill.aborted());
    }

    private Reply begin(Call call) {
        var name = call.of("route");
        var drilled = node.view().routes().stream()
                .filter(route -> route.respond().isEmpty())
                .map(Route::name)
                .toList();
        if (!drilled.contains(name)) {
            throw Problem.notFound("route", name, "a route that has an upstream: " + Lookup.oneOf(drilled));
        }
        var body = call.body();
        var fault = new Fault(
                Scalars.duration("delay", body.path("delay").asText("0")),
                body.path("delay_percent").asDouble(0),
                body.path("abort").asInt(0),
                body.path("abort_percent").asDouble(0),
                body.path("header").asText(""),
                body.path("value").asText(""));
        Signature.requireSound(call.by(), call.why());
        var length = Scalars.duration("for", body.path("for").textValue());
        node.faults().begin(name, fault, length, call.by(), call.why());
        return shown();
    }

    private Reply end(Call call) {
        Signature.requireSound(call.by(), call.why());
        var who = call.why().isBlank() ? call.by() : call.by() + ": " + call.why();
        if (!node.faults().end(call.of("route"), who)) {
            throw Problem.notFound("route", call.of("route"), "one that has a drill");
        }
        return shown();
    }
}
