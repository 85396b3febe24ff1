package flotilla.node.io.http1;

/**
 * A part of a head as a String, made only when it is asked for, and made anew only if it differs from that of the head
 * before: Host, method and User-Agent of one request are most often those of the next.
 */
final class HeadText {

    /** Longer ones are not kept, as nobody knows for how long. */
    private static final int MAX_KEPT = 256;

    private String last = "";

    String of(byte[] bytes, int from, int to) {
        if (same(bytes, from, to)) {
            return last;
        }
        var text = Ascii.string(bytes, from, to);
        if (text.length() <= MAX_KEPT) {
            last = text;
        }
        return text;
    }

    private boolean same(byte[] bytes, int from, int to) {
        int length = last.length();
        if (to - from != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (last.charAt(i) != (bytes[from + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
