package flotilla.ops.log;

import flotilla.node.telemetry.Finished;
import java.util.List;

/**
 * A request as one line of text, its fields parted by blanks, such as:
 *
 * <pre>{@code
 * 2026-01-31T12:00:00.123Z 10.1.2.3 10.1.2.3:51234 "GET /cart?id=7 HTTP/1.1" 200 1532 0.004210 shop 10.0.0.1:80 1 -
 * time                     client   connection      method target protocol  status bytes seconds upstream endpoint attempts reason
 * }</pre>
 *
 * <p>What comes from the client stands in quotes, with quotes, backslashes, control characters and everything beyond
 * ASCII escaped; no client can end a line or a field. A field without content is {@code -}, or empty quotes.
 */
final class TextLine implements LineFormat {

    private final Field[] fields;

    TextLine(List<Field> fields) {
        this.fields = LineFormat.array(fields);
    }

    @Override
    public void write(Finished request, Clockface clock, Line line) {
        for (int i = 0; i < fields.length; i++) {
            if (i > 0) {
                line.put(' ');
            }
            fields[i].value().text(request, clock, line);
        }
    }
}
