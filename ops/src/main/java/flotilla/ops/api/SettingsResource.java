package flotilla.ops.api;

import flotilla.node.NodeView;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.ProblemKind;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import flotilla.ops.settings.NodeSettings;
import java.util.List;
import java.util.function.Supplier;

/** The settings that are changed at run time, all of them together: GET shows them, PATCH changes some of them at once. */
final class SettingsResource {

    private static final Schema.Text SETTING = Schema.text("What of it.").matching("[a-z][a-z0-9_]{0,63}");

    static final Thing KEY = Schema.thing("Key")
            .with("upstream", Schema.text("Its name."))
            .maybe("endpoint", Schema.text("Its authority, if it is of one."))
            .with("setting", Schema.text("What of it."));

    private static final Thing SETTINGS = Schema.thing("Settings")
            .with("version", Schema.text("The ETag."))
            .with(
                    "kept",
                    Schema.thing("Kept")
                            .with("in", Schema.text("Where."))
                            .with("shared", Schema.truth("Whether all nodes keep them in one place."))
                            .with("survives_restart", Schema.truth("Of all nodes."))
                            .with("trouble", Schema.text("Why they cannot be kept now, or empty.")))
            .with(
                    "own",
                    Schema.thing("KeptOwn")
                            .with("in", Schema.text("Where this node keeps what is set for it alone."))
                            .with("survives_restart", Schema.truth("Of this node."))
                            .with("trouble", Schema.text("Why they could not be read, or empty.")))
            .with(
                    "settings",
                    Schema.list(Schema.thing("Setting")
                            .and(KEY)
                            .with("scope", Forms.SCOPE_OF)
                            .and(Forms.SIGNED)
                            .with("value", Schema.text("What it is."))
                            .with("in_effect", Schema.truth("Whether it counts on this node now."))
                            .maybe("because", Schema.text("Why it does not."))))
            .with(
                    "history",
                    Schema.list(Schema.thing("SettingsChanged")
                            .with("scope", Forms.SCOPE_OF)
                            .and(Forms.SIGNED)
                            .with(
                                    "changes",
                                    Schema.list(Schema.thing("Edit")
                                            .and(KEY)
                                            .with("before", Schema.text("Empty: as configured."))
                                            .with("after", Schema.text("Empty: as configured."))))));

    static final Schema EDITS = Schema.list(Schema.thing("SettingsEdit")
            .with("upstream", Forms.UPSTREAM)
            .maybe("endpoint", Forms.ENDPOINT)
            .with("setting", SETTING)
            .with("value", new Schema.Scalar("What it shall be; null takes it back.")));

    private static final Thing CHANGES = Schema.thing("SettingsChanges").with("changes", EDITS);

    private final NodeSettings settings;
    private final Supplier<NodeView> view;

    SettingsResource(NodeSettings settings, Supplier<NodeView> view) {
        this.settings = settings;
        this.view = view;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get(
                                "/settings",
                                "showSettings",
                                "What is changed at run time, by whom, and what was changed last.")
                        .withVersion()
                        .answers(SETTINGS)
                        .by(call -> shown()),
                Operation.patch("/settings", "changeSettings", "Changes several settings at once, or none of them.")
                        .query(Forms.SCOPE)
                        .takes(CHANGES)
                        .onCondition()
                        .fails(ProblemKind.BUSY, ProblemKind.UNAVAILABLE)
                        .answers(SETTINGS)
                        .by(this::change));
    }

    private Reply shown() {
        return Reply.of(new SettingsView(settings, view.get()).content()).withVersion(settings.version());
    }

    private Reply change(Call call) {
        wanted(call).madeIn(settings);
        return shown();
    }

    /** What the body's {@code changes} want. */
    static SettingsChange wanted(Call call) {
        var change = new SettingsChange(call);
        int number = 0;
        for (var edit : call.body().path("changes")) {
            var value = edit.path("value");
            change.set(
                    "body.changes[" + number++ + "]",
                    edit.path("upstream").textValue(),
                    edit.path("endpoint").asText(""),
                    edit.path("setting").textValue(),
                    value.isNull() ? "" : value.asText());
        }
        return change;
    }
}
