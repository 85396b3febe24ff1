package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.ops.config.ConfigChange;
import flotilla.ops.config.ConfigError;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.reload.Plan;
import flotilla.ops.reload.RefusedConfig;
import flotilla.ops.reload.Revision;
import flotilla.ops.reload.Revision.By;
import flotilla.ops.reload.RunningConfig;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Flaw;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Operation.Answer;
import flotilla.ops.rest.Operation.Body;
import flotilla.ops.rest.Problem;
import flotilla.ops.rest.ProblemKind;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The configuration of this node: the text that counts, with its revision as ETag; what another text would change; and the way
 * to one of those that counted before. The text may hold secrets, so it is for those alone who may change it.
 */
final class ConfigResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String YAML = "application/yaml";
    private static final int MAX_BYTES = 4 << 20;
    private static final Pattern SAID = Pattern.compile("(?s)(.*) \\(expected: (.*)\\)");

    private static final Pattern HINTED = Pattern.compile("(unknown key) \\((.*)\\)");

    private static final Answer TEXT = new Answer(YAML, Schema.text("As a file of configuration."));

    private static final Body WRITTEN = new Body(YAML, Optional.empty(), "As a file of configuration.", MAX_BYTES);

    private static final Thing CHANGE = Schema.thing("ConfigChange")
            .with("path", Schema.text("What is different."))
            .with("before", Schema.text("Empty: nothing."))
            .with("after", Schema.text("Empty: nothing."))
            .with("live", Schema.truth("Whether a running node follows; otherwise it takes a restart."));

    private static final Thing PLAN = Schema.thing("ConfigPlan")
            .with("revision", Schema.whole("The one that counts now."))
            .with("changes", Schema.list(CHANGE));

    private static final Thing HISTORY = Schema.thing("ConfigHistory")
            .with(
                    "revisions",
                    Schema.list(Schema.thing("ConfigRevision")
                            .with("revision", Schema.whole("Its number."))
                            .with("at", Schema.text("When it came to count."))
                            .with("by", Schema.text("Who let it."))
                            .with("why", Schema.text("In their words."))));

    private static final Thing BACK = Schema.thing("ConfigRollback")
            .with("revision", Schema.whole("The one to go back to.").from(1).to(Integer.MAX_VALUE));

    private final Optional<RunningConfig> running;

    /** @param running empty: the process was not started by a file */
    ConfigResource(Optional<RunningConfig> running) {
        this.running = running;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/config", "showConfig", "The configuration that counts.")
                        .withVersion()
                        .guarded()
                        .fails(ProblemKind.NOT_FOUND)
                        .answers(TEXT)
                        .by(call -> text(config().revision())),
                change(Operation.put(
                                        "/config",
                                        "putConfig",
                                        "Lets another configuration count until the next one or a restart.")
                                .onCondition()
                                .takes(WRITTEN))
                        .by(call -> changed(call, () -> config().apply(call.text(), by(call), expected(call)))),
                dryRun(),
                change(Operation.post("/config/reload", "reloadConfig", "Reads the node's file again.")
                                .onCondition())
                        .by(call -> changed(call, () -> config().applyFile(by(call), expected(call)))),
                change(Operation.post("/config/rollback", "rollBackConfig", "Goes back to one that has counted.")
                                .onCondition()
                                .takes(BACK))
                        .by(call -> changed(
                                call,
                                () -> config().rollBack(
                                                call.body().path("revision").asLong(), by(call), expected(call)))),
                Operation.get("/config/history", "showConfigHistory", "Those that have counted, the newest first.")
                        .fails(ProblemKind.NOT_FOUND)
                        .answers(HISTORY)
                        .by(call -> history()),
                Operation.get("/config/history/{revision}", "showConfigRevision", "One of them.")
                        .guarded()
                        .withVersion()
                        .where("revision", Schema.text("Its number.").matching("[1-9][0-9]{0,9}"))
                        .answers(TEXT)
                        .by(this::revision));
    }

    private Operation dryRun() {
        return Operation.post(
                        "/config/diff",
                        "diffConfig",
                        "The dry run: what another configuration would change, or every mistake in it; nothing is"
                                + " changed. Whether a port is free and a log can be written, only PUT /config tells.")
                .looking()
                .guarded()
                .withVersion()
                .takes(WRITTEN)
                .fails(ProblemKind.NOT_FOUND)
                .answers(PLAN)
                .by(call -> changed(call, () -> config().plan(call.text())));
    }

    private static Operation change(Operation operation) {
        return operation
                .fails(ProblemKind.NOT_FOUND, ProblemKind.INVALID, ProblemKind.UNAVAILABLE)
                .answers(PLAN);
    }

    private RunningConfig config() {
        return running.orElseThrow(() -> Problem.of(
                ProblemKind.NOT_FOUND,
                "this node was started by options, not by a file: it has no configuration to show or to change"));
    }

    private static By by(Call call) {
        return new By(call.by(), call.why());
    }

    private static OptionalLong expected(Call call) {
        // What is no revision is not the one that counts either.
        return call.version()
                .map(version -> OptionalLong.of(version.matches("\\d{1,18}") ? Long.parseLong(version) : -1))
                .orElse(OptionalLong.empty());
    }

    private static Reply text(Revision revision) {
        return new Reply(200, YAML, revision.text(), String.valueOf(revision.number()), Map.of());
    }

    private Reply revision(Call call) {
        var number = call.of("revision");
        return text(config().history().stream()
                .filter(one -> String.valueOf(one.number()).equals(number))
                .findFirst()
                .orElseThrow(
                        () -> Problem.notFound("revision", number, "one that is kept; /config/history lists them")));
    }

    private Reply history() {
        var page = JSON.createObjectNode();
        var list = page.putArray("revisions");
        config().history()
                .forEach(revision -> list.addObject()
                        .put("revision", revision.number())
                        .put("at", revision.at().toString())
                        .put("by", revision.by().who())
                        .put("why", revision.by().why()));
        return Reply.of(page);
    }

    /** What comes to a plan, or says why not. */
    private interface Planning {
        Plan plan() throws InvalidConfig, RefusedConfig;
    }

    private Reply changed(Call call, Planning planning) {
        try {
            var plan = planning.plan();
            long revision = config().revision().number();
            var page = JSON.createObjectNode().put("revision", revision);
            var list = page.putArray("changes");
            plan.changes().forEach(change -> describe(change, list.addObject()));
            return Reply.of(page).withVersion(String.valueOf(revision));
        } catch (InvalidConfig invalid) {
            throw Problem.of(
                    ProblemKind.INVALID,
                    invalid.errors().stream().map(ConfigResource::flaw).toList());
        } catch (RefusedConfig refused) {
            throw problem(refused, call);
        }
    }

    private static void describe(ConfigChange change, ObjectNode entry) {
        entry.put("path", change.path())
                .put("before", change.before())
                .put("after", change.after())
                .put("live", change.live());
    }

    private static Flaw flaw(ConfigError error) {
        var path = error.path().isEmpty() ? "body" : "body." + error.path();
        var place = error.line() == 0 ? "" : " (line " + error.line() + ", column " + error.column() + ")";
        var said = SAID.matcher(error.problem());
        var hinted = HINTED.matcher(error.problem());
        if (hinted.matches()) {
            return new Flaw(path, hinted.group(1), hinted.group(2) + place);
        }
        return said.matches()
                ? new Flaw(path, said.group(1), said.group(2) + place)
                : new Flaw(path, error.problem(), "a configuration without this" + place);
    }

    private Problem problem(RefusedConfig refused, Call call) {
        var message = String.valueOf(refused.getMessage());
        return switch (refused.reason()) {
            case OTHER_REVISION ->
                Problem.changedMeanwhile(
                        message,
                        call.version(),
                        String.valueOf(config().revision().number()));
            case NEEDS_RESTART ->
                Problem.of(
                        ProblemKind.INVALID,
                        refused.changes().stream()
                                .map(change -> new Flaw(
                                        "body." + change.path(),
                                        change.after().isEmpty() ? "nothing" : change.after(),
                                        (change.before().isEmpty() ? "nothing" : change.before()) + ", or a restart"))
                                .toList());
            case FROZEN -> Problem.of(ProblemKind.UNAVAILABLE, message);
            case IMPOSSIBLE ->
                refused.missing()
                        .map(missing -> Problem.of(
                                ProblemKind.INVALID,
                                new Flaw("body." + missing.key(), missing.value(), missing.expected())))
                        .orElseGet(() -> Problem.of(ProblemKind.INVALID, message));
            case NO_SUCH_REVISION ->
                Problem.of(
                        ProblemKind.INVALID,
                        new Flaw(
                                "body.revision",
                                call.body().path("revision").asText(),
                                "one that is kept; /config/history lists them"));
        };
    }
}
