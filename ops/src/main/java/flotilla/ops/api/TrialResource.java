package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.InvalidValue;
import flotilla.ops.config.Scalars;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Flaw;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Problem;
import flotilla.ops.rest.ProblemKind;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import flotilla.ops.settings.NodeSettings;
import flotilla.ops.settings.RefusedChange;
import flotilla.ops.settings.Signature;
import flotilla.ops.settings.Trial;
import flotilla.ops.settings.TrialTerms;
import flotilla.ops.settings.Trials;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A change of settings that this node tries before all have it: PUT begins one, GET shows what became of it, DELETE ends it. */
final class TrialResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final double PERCENT = 100;

    private static final Thing TRIAL = Schema.thing("Trial")
            .with("phase", Schema.text("None, watched, applied or rolled_back."))
            .maybe("why", Schema.text("It has come to this."))
            .maybe("by", Schema.text("Who began it."))
            .maybe("reason", Schema.text("In the words of whoever it was."))
            .maybe("began", Schema.text("When."))
            .maybe("ends", Schema.text("When it is decided, if it does no harm before."))
            .maybe(
                    "requests",
                    Schema.whole("To the upstreams concerned, since it began.").from(0))
            .maybe("errors", Schema.whole("Of these: answered with 5xx.").from(0))
            .maybe(
                    "changes",
                    Schema.list(Schema.thing("Tried")
                            .with("upstream", Schema.text("Its name."))
                            .maybe("endpoint", Schema.text("Its authority, if it is of one."))
                            .with("setting", Schema.text("What of it."))
                            .with("value", Schema.text("Empty: as configured."))));

    private static final Thing WANTED = Schema.thing("TrialWanted")
            .with("changes", SettingsResource.EDITS)
            .maybe("watch", Forms.DURATION)
            .maybe(
                    "max_errors_percent",
                    Schema.amount("Above it, it is rolled back.").within(0, PERCENT))
            .maybe(
                    "min_requests",
                    Schema.whole("Without so many, it is rolled back.").from(0).to(Integer.MAX_VALUE));

    private final Trials trials;
    private final NodeSettings settings;
    private final Lookup lookup;
    private final Condition condition;

    TrialResource(Trials trials, NodeSettings settings, Lookup lookup) {
        this.trials = trials;
        this.settings = settings;
        this.lookup = lookup;
        this.condition = new Condition(
                "trial",
                () -> settings.version() + trials.latest().map(trial -> " " + trial.number() + " " + trial.phase()));
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/trial", "showTrial", "The change that this node tries, or tried last.")
                        .withVersion()
                        .answers(TRIAL)
                        .by(call -> condition.shown(this::shown)),
                Operation.put(
                                "/trial",
                                "beginTrial",
                                "Lets a change count at this node alone for a time, and at all if it does no harm.")
                        .takes(WANTED)
                        .onCondition()
                        .fails(ProblemKind.BUSY)
                        .answers(TRIAL)
                        .by(call -> {
                            // What is set from here on is refused by the settings themselves.
                            var seen = settings.version();
                            return condition.changed(
                                    call,
                                    () -> begin(call.onCondition(call.version().map(same -> seen))));
                        }),
                Operation.delete("/trial", "endTrial", "Rolls back the change that is tried.")
                        .onCondition()
                        .answers(TRIAL)
                        .by(call -> condition.changed(call, () -> end(call))));
    }

    private Reply begin(Call call) {
        var usual = TrialTerms.DEFAULT;
        var body = call.body();
        double percent = body.path("max_errors_percent").asDouble(PERCENT * usual.maxErrors());
        InvalidValue.require(percent < PERCENT, "max_errors_percent", percent, "0 to less than 100");
        var terms = new TrialTerms(
                body.has("watch") ? Scalars.duration("watch", body.path("watch").textValue()) : usual.watch(),
                percent / PERCENT,
                body.path("min_requests").asInt(usual.minRequests()));
        var wish = SettingsResource.wanted(call).wish();
        requireHere(call);
        try {
            trials.begin(wish, terms);
        } catch (RefusedChange refused) {
            throw SettingsChange.problem(refused, call, condition.version());
        }
        return shown();
    }

    /** What nobody asks for here could be watched until the end of time. */
    private void requireHere(Call call) {
        var flaws = new ArrayList<Flaw>();
        int number = 0;
        for (var edit : call.body().path("changes")) {
            lookup.missing(
                            "body.changes[" + number++ + "]",
                            edit.path("upstream").asText(),
                            edit.path("endpoint").asText(""))
                    .ifPresent(flaws::add);
        }
        if (!flaws.isEmpty()) {
            throw Problem.of(ProblemKind.INVALID, flaws);
        }
    }

    private Reply end(Call call) {
        Signature.requireSound(call.by(), call.why());
        trials.end(call.why().isBlank() ? call.by() : call.by() + ": " + call.why());
        return shown();
    }

    private Reply shown() {
        var page = JSON.createObjectNode();
        trials.latest().ifPresentOrElse(trial -> describe(trial, page), () -> page.put("phase", "none"));
        return Reply.of(page);
    }

    private static void describe(Trial trial, ObjectNode page) {
        page.put("phase", trial.phase().name().toLowerCase(Locale.ROOT))
                .put("why", trial.why())
                .put("by", trial.wish().by())
                .put("reason", trial.wish().why())
                .put("began", trial.began().toString())
                .put("ends", trial.began().plus(trial.terms().watch()).toString())
                .put("requests", trial.seen().requests())
                .put("errors", trial.seen().errors());
        var changes = page.putArray("changes");
        trial.wish().values().forEach((key, value) -> {
            var change = changes.addObject().put("upstream", key.upstream());
            if (!key.endpoint().isEmpty()) {
                change.put("endpoint", key.endpoint());
            }
            change.put("setting", key.setting()).put("value", value);
        });
    }
}
