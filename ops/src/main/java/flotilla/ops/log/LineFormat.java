package flotilla.ops.log;

import flotilla.node.telemetry.Finished;
import java.util.List;

/** How a request becomes a line. Runs on the I/O threads: allocates nothing. */
interface LineFormat {

    /** Puts the line, without its end. */
    void write(Finished request, Clockface clock, Line line);

    static LineFormat of(AccessLogPolicy policy) {
        var fields = policy.fields();
        return switch (policy.format()) {
            case TEXT -> new TextLine(fields.isEmpty() ? Field.OF_TEXT : fields);
            case JSON -> new JsonLine(fields.isEmpty() ? Field.OF_JSON : fields);
        };
    }

    /** The fields as an array, which is walked through without an iterator. */
    static Field[] array(List<Field> fields) {
        return fields.toArray(Field[]::new);
    }
}
