package flotilla.ops.log;

import flotilla.node.telemetry.Finished;
import java.util.List;
import java.util.Locale;

/** A request as one line of JSON (RFC 8259), ASCII alone; a field without content is left out, but for the reason. */
final class JsonLine implements LineFormat {

    private final Field[] fields;
    private final String[] keys;

    JsonLine(List<Field> fields) {
        this.fields = LineFormat.array(fields);
        this.keys = fields.stream()
                .map(field -> "\"" + field.name().toLowerCase(Locale.ROOT) + "\":")
                .toArray(String[]::new);
    }

    @Override
    public void write(Finished request, Clockface clock, Line line) {
        char before = '{';
        for (int i = 0; i < fields.length; i++) {
            var value = fields[i].value();
            if (fields[i].always() || value.there(request)) {
                line.put(before);
                line.put(keys[i]);
                value.json(request, clock, line);
                before = ',';
            }
        }
        if (before == '{') {
            line.put('{');
        }
        line.put('}');
    }
}
