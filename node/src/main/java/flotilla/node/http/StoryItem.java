package flotilla.node.http;

import java.util.concurrent.TimeUnit;

/** A text with parameters, as structured fields have them (RFC 9651 section 3.3): {@code "a"; ms=1.500; outcome=200}. */
final class StoryItem {

    /** Of a text; what is longer ends with three dots. */
    static final int LONGEST = 160;

    private final StringBuilder text = new StringBuilder();

    private StoryItem() {}

    static StoryItem of(String value) {
        var item = new StoryItem();
        item.string(value);
        return item;
    }

    /** A parameter that is any text. */
    StoryItem with(String key, String value) {
        key(key).string(value);
        return this;
    }

    /** A parameter that is a token, such as a reason's code, or a whole number. */
    StoryItem word(String key, String value) {
        key(key).text.append(value);
        return this;
    }

    StoryItem number(String key, long value) {
        key(key).text.append(value);
        return this;
    }

    /** A parameter that is a duration in milliseconds, to the microsecond. */
    StoryItem millis(String key, long nanos) {
        long micros = TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos));
        key(key).text.append(micros / 1000).append('.');
        var fraction = String.valueOf(1000 + micros % 1000);
        text.append(fraction, 1, fraction.length());
        return this;
    }

    private StoryItem key(String key) {
        text.append("; ").append(key).append('=');
        return this;
    }

    /** What is not printable ASCII has no place in a string (section 3.3.3), and cannot end a line. */
    private void string(String value) {
        boolean cut = value.length() > LONGEST;
        text.append('"');
        for (int i = 0; i < (cut ? LONGEST - 3 : value.length()); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        text.append(cut ? "...\"" : "\"");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
