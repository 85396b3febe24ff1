package flotilla.ops.log;

import flotilla.node.telemetry.Finished;
import java.net.InetAddress;
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
            int start = line.length();
            line.put(before);
            line.put(keys[i]);
            int value = line.length();
            put(fields[i], request, clock, line);
            if (line.length() == value) {
                line.cut(start);
            } else {
                before = ',';
            }
        }
        if (before == '{') {
            line.put('{');
        }
        line.put('}');
    }

    /** Puts a value, or nothing if there is none. */
    private static void put(Field field, Finished request, Clockface clock, Line line) {
        switch (field) {
            case TIME -> time(request, clock, line);
            case CLIENT -> address(request.client(), line);
            case CONNECTION -> connection(request, line);
            case LISTENER -> text(request.listener(), line);
            case REQUEST -> firstLine(request, line);
            case METHOD -> sent(request.method(), line);
            case TARGET -> sent(request.target(), line);
            case PROTOCOL -> sent(request.protocol(), line);
            case HOST -> sent(request.host(), line);
            case USER_AGENT -> sent(request.userAgent(), line);
            case STATUS -> line.put((long) request.status());
            case BYTES_IN -> line.put(request.bytesIn());
            case BYTES_OUT -> line.put(request.bytesOut());
            case DURATION -> seconds(request.durationNanos(), line);
            case FIRST_BYTE -> seconds(request.firstByteNanos(), line);
            case ROUTE -> text(request.route(), line);
            case UPSTREAM -> text(request.upstream(), line);
            case ENDPOINT -> text(request.endpoint(), line);
            case ATTEMPTS -> line.put((long) request.attempts());
            case REASON -> reason(CommonParts.reason(request), line);
            case DETAIL -> text(CommonParts.detail(request), line);
            case TRACE_ID -> trace(request, line);
        }
    }

    private static void time(Finished request, Clockface clock, Line line) {
        line.put('"');
        clock.put(request.startMillis(), line);
        line.put('"');
    }

    private static void address(InetAddress address, Line line) {
        line.put('"');
        CommonParts.address(address, line);
        line.put('"');
    }

    private static void connection(Finished request, Line line) {
        line.put('"');
        CommonParts.connection(request, line);
        line.put('"');
    }

    private static void firstLine(Finished request, Line line) {
        line.put('"');
        Escapes.latin1Json(request.method(), line);
        line.put(' ');
        Escapes.latin1Json(request.target(), line);
        line.put(' ');
        Escapes.latin1Json(request.protocol(), line);
        line.put('"');
    }

    /** What the client sent. */
    private static void sent(String text, Line line) {
        if (!text.isEmpty()) {
            line.put('"');
            Escapes.latin1Json(text, line);
            line.put('"');
        }
    }

    private static void text(String text, Line line) {
        if (!text.isEmpty()) {
            line.put('"');
            Escapes.json(text, line);
            line.put('"');
        }
    }

    private static void seconds(long nanos, Line line) {
        if (nanos >= 0) {
            CommonParts.seconds(nanos, line);
        }
    }

    private static void reason(String code, Line line) {
        text(code.isEmpty() ? "-" : code, line);
    }

    private static void trace(Finished request, Line line) {
        if (request.trace().present()) {
            line.put('"');
            CommonParts.trace(request, line);
            line.put('"');
        }
    }
}
