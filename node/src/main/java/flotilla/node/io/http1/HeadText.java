package flotilla.node.io.http1;

import java.util.Arrays;

/**
 * A part of a head as a String, made only when it is asked for, and made anew only if it differs from that of the head
 * before: Host, method and User-Agent of one request are most often those of the next. Its bytes are kept beside it, as two
 * arrays are compared eight bytes and more at a time, and a String with bytes is not.
 */
final class HeadText {

    /** Longer ones are not kept, as nobody knows for how long. */
    private static final int MAX_KEPT = 256;

    private static final byte[] NONE = {};

    private String last = "";
    private byte[] lastBytes = NONE;

    String of(byte[] bytes, int from, int to) {
        if (Arrays.equals(bytes, from, to, lastBytes, 0, last.length())) {
            return last;
        }
        var text = Ascii.string(bytes, from, to);
        if (text.length() <= MAX_KEPT) {
            keep(text, bytes, from);
        }
        return text;
    }

    private void keep(String text, byte[] bytes, int from) {
        int length = text.length();
        if (lastBytes.length < length) {
            lastBytes = new byte[length];
        }
        System.arraycopy(bytes, from, lastBytes, 0, length);
        last = text;
    }
}
