package flotilla.ops.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.InvalidValue;
import flotilla.ops.settings.Change.Edit;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
    private static final int FIRST_ROOM = 16 * 1024;
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
        var text = new StringWriter(FIRST_ROOM);
        try (var json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeArrayFieldStart("settings");
            for (var entry : document.entries().entrySet()) {
                json.writeStartObject();
                key(json, entry.getKey());
                json.writeStringField("value", entry.getValue().value());
                signature(json, entry.getValue().signed());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("history");
            for (var change : document.history()) {
                change(json, change);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory cannot be written", e);
        }
        return text.toString();
    }

    private static void change(JsonGenerator json, Change change) throws IOException {
        json.writeStartObject();
        signature(json, change.signed());
        json.writeArrayFieldStart("changes");
        for (var edit : change.edits()) {
            json.writeStartObject();
            key(json, edit.key());
            json.writeStringField("before", edit.before());
            json.writeStringField("after", edit.after());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void key(JsonGenerator json, Key key) throws IOException {
        json.writeStringField("upstream", key.upstream());
        if (!key.endpoint().isEmpty()) {
            json.writeStringField("endpoint", key.endpoint());
        }
        json.writeStringField("setting", key.setting());
    }

    private static void signature(JsonGenerator json, Signature signed) throws IOException {
        json.writeNumberField("stamp", signed.stamp().moment());
        json.writeStringField("node", signed.stamp().node());
        json.writeStringField("at", signed.at().toString());
        json.writeStringField("by", signed.by());
        json.writeStringField("why", signed.why());
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
