package flotilla.ops.process.upgrade;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that is said: a kind, and lines of a key and a value. Text, and forgiving, because the two sides may be of
 * different versions: a kind or a key that is not known is passed over, and a missing one has a default.
 *
 * @param kind as it was sent, known or not
 */
record Message(String kind, List<Line> lines) {

    /** What this version says and understands. A later one must still say and understand these. */
    enum Kind {
        /** New to old: here I am; {@code protocol}, {@code version}, {@code pid}. */
        HELLO,
        /** Old to new: I am {@code pid}, and wait for SIGQUIT. */
        WAIT,
        /** Old to new: take these; a {@code socket} for each that follows; {@code unsaved} configuration, {@code supervision}. */
        SOCKETS,
        /** New to old: all is there but clients. */
        READY,
        /** Old to new: let them in; I write nothing any more that is yours as well. */
        GO,
        /** New to old: I serve. */
        SERVING,
        /** Old to new: I have left the fleet; its place is free. */
        LEFT,
        /** Old to new: I was asked to stop, and accept no more; go on alone. */
        STOPS,
        /** Either: it does not come to that; {@code why}. */
        CANCEL
    }

    /** The number of these rules; to be raised if a version should ever say things that an older one gets wrong. */
    static final String PROTOCOL = "1";

    record Line(String key, String value) {}

    Message {
        lines = List.copyOf(lines);
    }

    static Message of(Kind kind) {
        return new Message(kind.name().toLowerCase(Locale.ROOT), List.of());
    }

    static Message cancel(String why) {
        return of(Kind.CANCEL).with("why", why);
    }

    Message with(String key, String value) {
        var more = new ArrayList<>(lines);
        more.add(new Line(key, value.replace('\n', ' ')));
        return new Message(kind, more);
    }

    boolean is(Kind one) {
        return kind.equals(one.name().toLowerCase(Locale.ROOT));
    }

    /** The first value of a key. */
    Optional<String> value(String key) {
        return values(key).stream().findFirst();
    }

    List<String> values(String key) {
        return lines.stream()
                .filter(line -> line.key().equals(key))
                .map(Line::value)
                .toList();
    }

    String text() {
        var text = new StringBuilder(kind);
        lines.forEach(line -> text.append('\n').append(line.key()).append(' ').append(line.value()));
        return text.toString();
    }

    static Message parse(String text) {
        var rows = text.split("\n", -1);
        var lines = new ArrayList<Line>();
        for (int i = 1; i < rows.length; i++) {
            int space = rows[i].indexOf(' ');
            if (space > 0) {
                lines.add(new Line(rows[i].substring(0, space), rows[i].substring(space + 1)));
            }
        }
        return new Message(rows[0], lines);
    }
}
