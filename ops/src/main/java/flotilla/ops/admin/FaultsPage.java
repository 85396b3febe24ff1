package flotilla.ops.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.route.Drill;
import flotilla.node.route.Fault;
import flotilla.ops.admin.AdminServer.Answer;
import flotilla.ops.admin.AdminServer.Request;
import flotilla.ops.settings.Fields;
import flotilla.ops.settings.Signature;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * The drills of this node: GET shows them, PATCH begins one or ends it. {@link ChangeRules} say who may.
 *
 * <pre>{@code
 * {"by": "alice", "why": "game day", "route": "shop", "for": "10m", "abort": 503, "abort_percent": 5}
 * {"by": "alice", "route": "shop", "clear": true}
 * }</pre>
 */
public final class FaultsPage implements AdminServer.Changeable {

    private final Node node;
    private final Time time;
    private final ChangeRules rules;
    private final BiFunction<String, String, Duration> durations;

    /** @param durations reads those that are named and written as in the configuration */
    public FaultsPage(Node node, Time time, AdminPolicy policy, BiFunction<String, String, Duration> durations) {
        this.durations = durations;
        this.node = node;
        this.time = time;
        this.rules = ChangeRules.of(policy);
    }

    @Override
    public Answer answer() {
        var page = ChangeRules.JSON.createObjectNode();
        var faults = page.putArray("faults");
        node.faults().all().forEach(drill -> describe(drill, faults.addObject()));
        return new Answer(200, "application/json", page.toPrettyString() + "\n");
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

    @Override
    public Answer change(Request request) {
        var refusal = rules.refusal(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            change(ChangeRules.body(request));
            return answer();
        } catch (InvalidValue e) {
            return ChangeRules.problem(422, String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            return ChangeRules.problem(400, "the body is not JSON: " + e.getOriginalMessage());
        }
    }

    private void change(Fields body) {
        var by = body.textOr("by", "");
        InvalidValue.require(!by.isBlank(), "by", by, "who wants it, such as a user's name");
        var why = body.textOr("why", "");
        Signature.requireSound(by, why);
        var route = body.text("route");
        if (body.scalarOr("clear", "false").equals("true")) {
            body.end();
            var who = why.isBlank() ? by : by + ": " + why;
            InvalidValue.require(node.faults().end(route, who), "route", route, "one that has a drill");
        } else {
            begin(route, by, why, body);
        }
    }

    private void begin(String route, String by, String why, Fields body) {
        var fault = new Fault(
                durations.apply("delay", body.scalarOr("delay", "0")),
                percent("delay_percent", body),
                status(body),
                percent("abort_percent", body),
                body.textOr("header", ""),
                body.textOr("value", ""));
        var length = durations.apply("for", body.scalarOr("for", "0"));
        body.end();
        InvalidValue.require(
                node.view().routes().stream()
                        .anyMatch(known ->
                                known.name().equals(route) && known.respond().isEmpty()),
                "route",
                route,
                "the name of a route that has an upstream, as /routes has it");
        node.faults().begin(route, fault, length, by, why);
    }

    private static double percent(String name, Fields body) {
        var text = body.scalarOr(name, "0");
        InvalidValue.require(text.matches("\\d{1,3}(\\.\\d{1,6})?"), name, text, "a number, above 0, to 100");
        return Double.parseDouble(text);
    }

    private static int status(Fields body) {
        var text = body.scalarOr("abort", "0");
        InvalidValue.require(text.matches("\\d{1,3}"), "abort", text, "400 to 599");
        return Integer.parseInt(text);
    }
}
