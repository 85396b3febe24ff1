package flotilla.ops.log;

import flotilla.node.telemetry.Finished;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** How one field is taken from a request and put into a line. Runs on the I/O threads: allocates nothing. */
interface FieldValue {

    /** Puts it into a line of text; a dash if there is nothing. */
    void text(Finished request, Clockface clock, Line line);

    /** Puts it into a line of JSON, as a value. */
    void json(Finished request, Clockface clock, Line line);

    /** Whether there is something to tell. */
    default boolean there(Finished request) {
        return true;
    }

    /** The request's beginning. */
    static FieldValue moment() {
        return new Plain((request, clock, line) -> clock.put(request.startMillis(), line));
    }

    static FieldValue client() {
        return new Plain((request, clock, line) -> Escapes.address(request.client(), line));
    }

    static FieldValue connection() {
        return new Plain((request, clock, line) -> {
            Escapes.address(request.clientAddress(), line);
            line.put(':');
            line.put((long) request.clientPort());
        });
    }

    static FieldValue firstLine() {
        return new FirstLine();
    }

    static FieldValue trace() {
        return new TraceId();
    }

    /** Text from outside, which may hold anything: stands in quotes in a line of text, too. */
    static FieldValue quoted(Function<Finished, String> text) {
        return new Text(text, true);
    }

    /** A name of our own, without blanks. */
    static FieldValue word(Function<Finished, String> text) {
        return new Text(text, false);
    }

    static FieldValue number(ToLongFunction<Finished> number) {
        return new Count(number);
    }

    /** Nanoseconds told as seconds; nothing if they are below 0. */
    static FieldValue seconds(ToLongFunction<Finished> nanos) {
        return new Seconds(nanos);
    }

    /** Puts what has no need of escapes. */
    interface Writer {
        void put(Finished request, Clockface clock, Line line);
    }

    /** Looks alike in both forms but for JSON's quotes. */
    record Plain(Writer writer) implements FieldValue {

        @Override
        public void text(Finished request, Clockface clock, Line line) {
            writer.put(request, clock, line);
        }

        @Override
        public void json(Finished request, Clockface clock, Line line) {
            line.put('"');
            writer.put(request, clock, line);
            line.put('"');
        }
    }

    /** A text, in quotes or as a word. */
    record Text(Function<Finished, String> of, boolean quotes) implements FieldValue {

        @Override
        public void text(Finished request, Clockface clock, Line line) {
            var text = of.apply(request);
            if (quotes) {
                line.put('"');
                Escapes.text(text, line);
                line.put('"');
            } else if (text.isEmpty()) {
                line.put('-');
            } else {
                Escapes.text(text, line);
            }
        }

        @Override
        public void json(Finished request, Clockface clock, Line line) {
            var text = of.apply(request);
            line.put('"');
            Escapes.json(text.isEmpty() ? "-" : text, line);
            line.put('"');
        }

        @Override
        public boolean there(Finished request) {
            return !of.apply(request).isEmpty();
        }
    }

    /** A whole number. */
    record Count(ToLongFunction<Finished> of) implements FieldValue {

        @Override
        public void text(Finished request, Clockface clock, Line line) {
            line.put(of.applyAsLong(request));
        }

        @Override
        public void json(Finished request, Clockface clock, Line line) {
            text(request, clock, line);
        }
    }

    /** A duration. */
    record Seconds(ToLongFunction<Finished> nanos) implements FieldValue {

        @Override
        public void text(Finished request, Clockface clock, Line line) {
            if (there(request)) {
                json(request, clock, line);
            } else {
                line.put('-');
            }
        }

        @Override
        public void json(Finished request, Clockface clock, Line line) {
            long micros = nanos.applyAsLong(request) / 1000;
            line.put(micros / 1_000_000);
            line.put('.');
            line.putPadded(micros, 6);
        }

        @Override
        public boolean there(Finished request) {
            return nanos.applyAsLong(request) >= 0;
        }
    }

    /** The request's first line as it was sent. */
    record FirstLine() implements FieldValue {

        @Override
        public void text(Finished request, Clockface clock, Line line) {
            line.put('"');
            Escapes.text(request.method(), line);
            line.put(' ');
            Escapes.text(request.target(), line);
            line.put(' ');
            Escapes.text(request.protocol(), line);
            line.put('"');
        }

        @Override
        public void json(Finished request, Clockface clock, Line line) {
            line.put('"');
            Escapes.json(request.method(), line);
            line.put(' ');
            Escapes.json(request.target(), line);
            line.put(' ');
            Escapes.json(request.protocol(), line);
            line.put('"');
        }
    }

    /** A trace's id as W3C Trace Context writes it. */
    record TraceId() implements FieldValue {

        @Override
        public void text(Finished request, Clockface clock, Line line) {
            if (there(request)) {
                put(request, line);
            } else {
                line.put('-');
            }
        }

        @Override
        public void json(Finished request, Clockface clock, Line line) {
            line.put('"');
            put(request, line);
            line.put('"');
        }

        private static void put(Finished request, Line line) {
            Escapes.hex(request.trace().high(), line);
            Escapes.hex(request.trace().low(), line);
        }

        @Override
        public boolean there(Finished request) {
            return request.trace().present();
        }
    }
}
