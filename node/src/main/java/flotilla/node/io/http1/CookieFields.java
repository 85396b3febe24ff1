package flotilla.node.io.http1;

import org.jspecify.annotations.Nullable;

/**
 * Looks for one cookie in the Cookie fields of a request (RFC 6265 section 4.2.1) without a String of any other. Fields are
 * parted at semicolons and nowhere else, as clients write them: a quote protects nothing. What is no pair is passed over.
 */
public final class CookieFields {

    /** Reads a value where it stands; what it needs for that comes along, so that no object is made per request. */
    public interface Reader<C, R> {
        @Nullable R read(C context, byte[] bytes, int from, int to);
    }

    private static final byte[] COOKIE = Ascii.bytes("cookie");

    private CookieFields() {}

    /**
     * What the reader makes of the first value that it can read, of all cookies with this name; else null.
     *
     * @param name in the right case: {@code a} is not {@code A}
     */
    public static <C, R> @Nullable R first(RequestHead head, byte[] name, C context, Reader<C, R> reader) {
        for (int line = 0; line < head.lines; line++) {
            if (Ascii.same(head.bytes, head.starts[line], head.colons[line], COOKIE)) {
                var found = first(head.bytes, head.colons[line] + 1, head.ends[line], name, context, reader);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static <C, R> @Nullable R first(
            byte[] bytes, int start, int past, byte[] name, C context, Reader<C, R> reader) {
        int from = start;
        while (from < past) {
            int to = from;
            while (to < past && bytes[to] != ';') {
                to++;
            }
            int value = valueOf(bytes, from, to, name);
            if (value >= 0) {
                var found = read(bytes, value, to, context, reader);
                if (found != null) {
                    return found;
                }
            }
            from = to + 1;
        }
        return null;
    }

    /** Where the value of a pair begins if it has this name; else -1. */
    private static int valueOf(byte[] bytes, int from, int to, byte[] name) {
        int at = from;
        while (at < to && Ascii.blank(bytes[at])) {
            at++;
        }
        int end = at + name.length;
        if (end >= to) {
            return -1;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return -1;
            }
        }
        while (end < to && Ascii.blank(bytes[end])) {
            end++;
        }
        return end < to && bytes[end] == '=' ? end + 1 : -1;
    }

    private static <C, R> @Nullable R read(byte[] bytes, int start, int end, C context, Reader<C, R> reader) {
        int from = start;
        int to = end;
        while (from < to && Ascii.blank(bytes[from])) {
            from++;
        }
        while (to > from && Ascii.blank(bytes[to - 1])) {
            to--;
        }
        if (to - from >= 2 && bytes[from] == '"' && bytes[to - 1] == '"') {
            from++;
            to--;
        }
        return reader.read(context, bytes, from, to);
    }
}
