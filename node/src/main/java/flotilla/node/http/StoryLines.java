package flotilla.node.http;

import flotilla.node.io.http1.Ascii;

/**
 * The fields of a story, in {@value #MAX} bytes at most, as clients and proxies bound the heads they take. What does not fit
 * is left out with all that follows, and a field says so.
 */
final class StoryLines {

    static final int MAX = 4096;

    private static final String PREFIX = "X-Flotilla-Explain-";
    private static final String CUT = PREFIX + "Cut: ?1\r\n";

    private final StringBuilder text = new StringBuilder(512);
    private boolean cut;

    void add(String field, String value) {
        if (cut) {
            return;
        }
        int size = PREFIX.length() + field.length() + ": ".length() + value.length() + "\r\n".length();
        if (text.length() + size + CUT.length() > MAX) {
            cut = true;
            text.append(CUT);
        } else {
            text.append(PREFIX).append(field).append(": ").append(value).append("\r\n");
        }
    }

    byte[] bytes() {
        return Ascii.bytes(text.toString());
    }
}
