package flotilla.ops.log;

import flotilla.node.telemetry.Finished;

/** A request as one line of JSON (RFC 8259), ASCII alone; a field without content is left out, but for the reason. */
final class JsonLine implements LineFormat {

    @Override
    public void write(Finished request, Clockface clock, LineBuffer line) {
        line.put("{\"time\":\"");
        clock.put(request.startMillis(), line);
        line.put("\",\"client\":\"");
        Escapes.address(request.clientAddress(), line);
        line.put("\",\"client_port\":");
        line.put((long) request.clientPort());
        text("listener", request.listener(), line);
        text("method", request.method(), line);
        text("target", request.target(), line);
        text("protocol", request.protocol(), line);
        text("host", request.host(), line);
        text("user_agent", request.userAgent(), line);
        number("status", request.status(), line);
        number("bytes_in", request.bytesIn(), line);
        number("bytes_out", request.bytesOut(), line);
        line.put(",\"duration\":");
        LineFormat.seconds(request.durationNanos(), line);
        if (request.firstByteNanos() >= 0) {
            line.put(",\"first_byte\":");
            LineFormat.seconds(request.firstByteNanos(), line);
        }
        text("route", request.route(), line);
        text("upstream", request.upstream(), line);
        text("endpoint", request.endpoint(), line);
        number("attempts", request.attempts(), line);
        var failure = request.failure();
        text("reason", failure == null ? "-" : failure.reason().code(), line);
        if (failure != null) {
            text("detail", failure.detail(), line);
        }
        line.put('}');
    }

    private static void text(String name, String value, LineBuffer line) {
        if (!value.isEmpty()) {
            key(name, line);
            line.put('"');
            Escapes.json(value, line);
            line.put('"');
        }
    }

    private static void number(String name, long value, LineBuffer line) {
        key(name, line);
        line.put(value);
    }

    private static void key(String name, LineBuffer line) {
        line.put(",\"");
        line.put(name);
        line.put("\":");
    }
}
