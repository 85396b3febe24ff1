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
 *
 * <p>Fields are told apart by a switch: a call through an interface for each takes longer than most fields themselves.
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
            put(fields[i], request, clock, line);
        }
    }

    private static void put(Field field, Finished request, Clockface clock, Line line) {
        switch (field) {
            case TIME -> clock.put(request.startMillis(), line);
            case CLIENT -> CommonParts.address(request.client(), line);
            case CONNECTION -> CommonParts.connection(request, line);
            case LISTENER -> word(request.listener(), line);
            case REQUEST -> firstLine(request, line);
            case METHOD -> quoted(request.method(), line);
            case TARGET -> quoted(request.target(), line);
            case PROTOCOL -> quoted(request.protocol(), line);
            case HOST -> quoted(request.host(), line);
            case USER_AGENT -> quoted(request.userAgent(), line);
            case STATUS -> line.put((long) request.status());
            case BYTES_IN -> line.put(request.bytesIn());
            case BYTES_OUT -> line.put(request.bytesOut());
            case DURATION -> seconds(request.durationNanos(), line);
            case FIRST_BYTE -> seconds(request.firstByteNanos(), line);
            case ROUTE -> word(request.route(), line);
            case UPSTREAM -> word(request.upstream(), line);
            case ENDPOINT -> word(request.endpoint(), line);
            case ATTEMPTS -> line.put((long) request.attempts());
            case REASON -> word(CommonParts.reason(request), line);
            case DETAIL -> detail(CommonParts.detail(request), line);
            case TRACE_ID -> trace(request, line);
        }
    }

    /** The request's first line as it was sent. */
    private static void firstLine(Finished request, Line line) {
        line.put('"');
        Escapes.latin1Text(request.method(), line);
        line.put(' ');
        Escapes.latin1Text(request.target(), line);
        line.put(' ');
        Escapes.latin1Text(request.protocol(), line);
        line.put('"');
    }

    /** What the client sent, which may hold anything. */
    private static void quoted(String text, Line line) {
        line.put('"');
        Escapes.latin1Text(text, line);
        line.put('"');
    }

    private static void detail(String text, Line line) {
        line.put('"');
        Escapes.text(text, line);
        line.put('"');
    }

    /** A name of our own, without blanks. */
    private static void word(String text, Line line) {
        if (text.isEmpty()) {
            line.put('-');
        } else {
            Escapes.text(text, line);
        }
    }

    private static void seconds(long nanos, Line line) {
        if (nanos < 0) {
            line.put('-');
        } else {
            CommonParts.seconds(nanos, line);
        }
    }

    private static void trace(Finished request, Line line) {
        if (request.trace().present()) {
            CommonParts.trace(request, line);
        } else {
            line.put('-');
        }
    }
}
