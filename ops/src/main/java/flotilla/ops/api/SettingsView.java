package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.node.NodeView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.ops.settings.Change;
import flotilla.ops.settings.Entry;
import flotilla.ops.settings.Key;
import flotilla.ops.settings.NodeSettings;
import flotilla.ops.settings.Scope;
import flotilla.ops.settings.Setting;
import flotilla.ops.settings.Signature;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** Settings as JSON: where they are kept, what is set for whom and whether it counts here, and what was changed last. */
final class SettingsView {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final NodeSettings settings;
    private final NodeView node;

    SettingsView(NodeSettings settings, NodeView node) {
        this.settings = settings;
        this.node = node;
    }

    ObjectNode content() {
        var page = JSON.createObjectNode().put("version", settings.version());
        var fleet = settings.kept(Scope.FLEET);
        page.putObject("kept")
                .put("in", fleet.store().place())
                .put("shared", fleet.store().shared())
                .put("survives_restart", fleet.store().durable())
                .put("trouble", fleet.trouble());
        var own = settings.kept(Scope.NODE);
        page.putObject("own")
                .put("in", own.store().place())
                .put("survives_restart", own.store().durable())
                .put("trouble", own.trouble());
        set(page.putArray("settings"));
        history(page.putArray("history"));
        return page;
    }

    private void set(ArrayNode list) {
        for (var scope : Scope.values()) {
            settings.kept(scope).document().entries().forEach((key, entry) -> {
                if (entry.isSet()) {
                    describe(list.addObject(), scope, key, entry);
                }
            });
        }
    }

    /** What is set for this node alone. */
    void ofNode(ArrayNode list) {
        settings.kept(Scope.NODE).document().entries().forEach((key, entry) -> {
            if (entry.isSet()) {
                signed(key(list.addObject(), key).put("value", entry.value()), entry.signed());
            }
        });
    }

    /** Of both scopes, the newest first. */
    private void history(ArrayNode list) {
        record Made(Scope scope, Change change) {}
        Arrays.stream(Scope.values())
                .flatMap(scope ->
                        settings.kept(scope).document().history().stream().map(change -> new Made(scope, change)))
                .sorted(Comparator.comparing(Made::change).reversed())
                .forEach(made -> {
                    var change = made.change();
                    var object =
                            signed(list.addObject().put("scope", made.scope().key()), change.signed());
                    var edits = object.putArray("changes");
                    change.edits()
                            .forEach(edit -> key(edits.addObject(), edit.key())
                                    .put("before", edit.before())
                                    .put("after", edit.after()));
                });
    }

    private void describe(ObjectNode object, Scope scope, Key key, Entry entry) {
        key(object, key).put("value", entry.value()).put("scope", scope.key());
        signed(object, entry.signed());
        var over = settings.inPlaceOf(scope, key);
        var obstacle = over.isEmpty() ? obstacle(key, entry) : over;
        object.put("in_effect", obstacle.isEmpty());
        if (!obstacle.isEmpty()) {
            object.put("because", obstacle);
        }
    }

    private static ObjectNode key(ObjectNode object, Key key) {
        object.put("upstream", key.upstream());
        if (!key.endpoint().isEmpty()) {
            object.put("endpoint", key.endpoint());
        }
        return object.put("setting", key.setting());
    }

    static ObjectNode signed(ObjectNode object, Signature signed) {
        return object.put("by", signed.by())
                .put("at", signed.at().toString())
                .put("node", signed.stamp().node())
                .put("why", signed.why());
    }

    /** Why a setting does not count on this node now; empty if it does. */
    private String obstacle(Key key, Entry entry) {
        var setting = Setting.of(key);
        var upstream = upstream(key.upstream());
        if (setting.isEmpty()) {
            return "this release does not know it";
        } else if (upstream.isEmpty()) {
            return "this node has no such upstream";
        } else if (!key.endpoint().isEmpty() && !lists(upstream.get(), key.endpoint())) {
            return "no source lists this endpoint now";
        } else if (setting.get() == Setting.ALGORITHM
                && !upstream.get().algorithm().equals(entry.value())) {
            return "this node has " + upstream.get().algorithm();
        }
        return "";
    }

    private Optional<UpstreamView> upstream(String name) {
        return node.upstreams().stream()
                .filter(upstream -> upstream.name().equals(name))
                .findFirst();
    }

    private static boolean lists(UpstreamView upstream, String authority) {
        return upstream.endpoints().stream()
                .anyMatch(endpoint -> endpoint.endpoint().authority().equals(authority));
    }
}
