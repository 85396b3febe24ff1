package flotilla.ops.log;

import flotilla.node.telemetry.Finished;

/**
 * A request as one line of text, its fields parted by blanks:
 *
 * <pre>{@code
 * 2026-01-31T12:00:00.123Z 10.1.2.3:51234 "GET /cart?id=7 HTTP/1.1" 200 1532 0.004210 shop 10.0.0.1:80 1 -
 * time                     client          method target protocol  status bytes seconds upstream endpoint attempts reason
 * }</pre>
 *
 * <p>What comes from the client stands in quotes, with quotes, backslashes, control characters and everything beyond
 * ASCII escaped; no client can end a line or a field. A field without content is {@code -}.
 */
final class TextLine implements LineFormat {

    @Override
    public void write(Finished request, Clockface clock, LineBuffer line) {
        clock.put(request.startMillis(), line);
        line.put(' ');
        Escapes.address(request.clientAddress(), line);
        line.put(':');
        line.put((long) request.clientPort());
        line.put(" \"");
        Escapes.text(request.method(), line);
        line.put(' ');
        Escapes.text(request.target(), line);
        line.put(' ');
        Escapes.text(request.protocol(), line);
        line.put("\" ");
        line.put((long) request.status());
        line.put(' ');
        line.put(request.bytesOut());
        line.put(' ');
        LineFormat.seconds(request.durationNanos(), line);
        word(request.upstream(), line);
        word(request.endpoint(), line);
        line.put(' ');
        line.put((long) request.attempts());
        var failure = request.failure();
        word(failure == null ? "" : failure.reason().code(), line);
    }

    private static void word(String text, LineBuffer line) {
        line.put(' ');
        if (text.isEmpty()) {
            line.put('-');
        } else {
            Escapes.text(text, line);
        }
    }
}
