package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.node.NodeView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.ops.settings.Entry;
import flotilla.ops.settings.FleetSettings;
import flotilla.ops.settings.FleetSettings.Standing;
import flotilla.ops.settings.Key;
import flotilla.ops.settings.Setting;
import flotilla.ops.settings.Signature;
import java.util.Optional;

/** Settings as JSON: where they are kept, what is set and whether it counts here, and what was changed last. */
final class SettingsView {

    private final FleetSettings settings;
    private final NodeView node;
    private final JsonMapper json = JsonMapper.builder().build();

    SettingsView(FleetSettings settings, NodeView node) {
        this.settings = settings;
        this.node = node;
    }

    ObjectNode content(Standing standing) {
        var document = standing.sheet().document();
        var page = json.createObjectNode().put("version", standing.sheet().version());
        page.putObject("kept")
                .put("in", settings.store().place())
                .put("shared", settings.store().shared())
                .put("survives_restart", settings.store().durable())
                .put("trouble", standing.trouble());
        var list = page.putArray("settings");
        document.entries().forEach((key, entry) -> {
            if (entry.isSet()) {
                describe(list.addObject(), key, entry);
            }
        });
        var history = page.putArray("history");
        for (var change : document.history()) {
            var edits = signed(history.addObject(), change.signed()).putArray("changes");
            change.edits()
                    .forEach(edit -> key(edits.addObject(), edit.key())
                            .put("before", edit.before())
                            .put("after", edit.after()));
        }
        return page;
    }

    private void describe(ObjectNode object, Key key, Entry entry) {
        key(object, key).put("value", entry.value());
        signed(object, entry.signed());
        var obstacle = obstacle(key, entry);
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
