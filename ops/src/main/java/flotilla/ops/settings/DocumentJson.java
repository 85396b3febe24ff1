package flotilla.ops.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.InvalidValue;
import flotilla.ops.settings.Change.Edit;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A document as text, the same text for the same document: in Consul, in a file and between nodes.
 *
 * <pre>{@code
 * {"format": 1,
 *  "settings": [{"upstream": "shop", "endpoint": "10.0.0.1:80", "setting": "weight", "value": "5",
 *                "stamp": 1767225600000, "node": "n1", "at": "2026-01-01T00:00:00Z", "by": "alice", "why": "canary"}],
 *  "history": [{"stamp": ..., "changes": [{"upstream": ..., "setting": "weight", "before": "", "after": "5"}]}]}
 * }</pre>
 *
 * <p>It is read strictly: a key that is not known would be lost when an older release writes the document again, so what
 * a newer format brings is refused, and the node stays with what it has. A setting that a newer release has brought is
 * kept all the same, as it is an entry like any other.
 */
public final class DocumentJson {

    /** The largest text that is written, in characters of ASCII. */
    public static final int MAX_WRITTEN = 256 * 1024;

    private static final int FORMAT = 1;
    private static final int MAX_READ = 900_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxStringLength(4096)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private DocumentJson() {}

    public static String write(Document document) {
        var root = JSON.createObjectNode().put("format", FORMAT);
        var settings = root.putArray("settings");
        document.entries().forEach((key, entry) -> {
            var object = key(settings.addObject(), key).put("value", entry.value());
            signature(object, entry.signed());
        });
        var history = root.putArray("history");
        for (var change : document.history()) {
            var object = signature(history.addObject(), change.signed());
            var edits = object.putArray("changes");
            change.edits()
                    .forEach(edit -> key(edits.addObject(), edit.key())
                            .put("before", edit.before())
                            .put("after", edit.after()));
        }
        return root.toPrettyString();
    }

    private static ObjectNode key(ObjectNode object, Key key) {
        object.put("upstream", key.upstream());
        if (!key.endpoint().isEmpty()) {
            object.put("endpoint", key.endpoint());
        }
        return object.put("setting", key.setting());
    }

    private static ObjectNode signature(ObjectNode object, Signature signed) {
        return object.put("stamp", signed.stamp().moment())
                .put("node", signed.stamp().node())
                .put("at", signed.at().toString())
                .put("by", signed.by())
                .put("why", signed.why());
    }

    /** @throws InvalidValue saying what is wrong, and where */
    public static Document read(String text) {
        InvalidValue.require(
                text.length() <= MAX_READ, "settings", text.length() + " characters", "at most " + MAX_READ);
        try {
            return document(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new InvalidValue("settings", e.getOriginalMessage(), "JSON");
        }
    }

    private static Document document(JsonNode tree) {
        var root = new Fields(tree, "settings");
        InvalidValue.require(root.number("format") == FORMAT, "format", root.number("format"), String.valueOf(FORMAT));
        var entries = new TreeMap<Key, Entry>();
        for (var fields : root.list("settings")) {
            var key = key(fields);
            var value = fields.text("value");
            if (!value.isEmpty()) {
                Setting.of(key).ifPresent(known -> known.check(value));
            }
            entries.put(key, new Entry(value, signature(fields)));
            fields.end();
        }
        var history = new ArrayList<Change>();
        for (var fields : root.list("history")) {
            history.add(new Change(signature(fields), edits(fields)));
            fields.end();
        }
        root.end();
        return new Document(entries, history);
    }

    private static List<Edit> edits(Fields change) {
        var edits = new ArrayList<Edit>();
        for (var fields : change.list("changes")) {
            edits.add(new Edit(key(fields), fields.text("before"), fields.text("after")));
            fields.end();
        }
        return edits;
    }

    private static Key key(Fields fields) {
        return new Key(fields.text("upstream"), fields.textOr("endpoint", ""), fields.text("setting"));
    }

    private static Signature signature(Fields fields) {
        var stamp = new Stamp(fields.number("stamp"), fields.text("node"));
        var at = fields.text("at");
        try {
            return new Signature(stamp, Instant.parse(at), fields.text("by"), fields.text("why"));
        } catch (DateTimeException e) {
            throw new InvalidValue("at", at, "a moment such as 2026-01-31T12:00:00Z");
        }
    }
}
