package flotilla.node.io.http1;

/**
 * A host with or without a port, as Host and a target in absolute form name it (RFC 3986 section 3.2, without user
 * information). Stricter than the RFC where readers are known to differ: a colon is followed by a port of 1 to 65535,
 * and brackets hold an IPv6 address and nothing else.
 */
final class Authority {

    private static final boolean[] NAME = new boolean[256];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            NAME[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "-._~!$&'()*+,;=%".toCharArray()) {
            NAME[c] = true;
        }
    }

    private Authority() {}

    static boolean valid(byte[] bytes, int from, int to) {
        if (from == to) {
            return false;
        }
        int end = bytes[from] == '[' ? literal(bytes, from, to) : name(bytes, from, to);
        return end > from && (end == to || bytes[end] == ':' && port(bytes, end + 1, to));
    }

    /** Returns the position behind the name, or -1. */
    private static int name(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && NAME[bytes[at] & 0xff]) {
            if (bytes[at] == '%' && !(at + 2 < to && hex(bytes[at + 1]) && hex(bytes[at + 2]))) {
                return -1;
            }
            at++;
        }
        return at;
    }

    /** Returns the position behind the closing bracket, or -1. */
    private static int literal(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (at < to && (hex(bytes[at]) || bytes[at] == ':' || bytes[at] == '.')) {
            at++;
        }
        return at > from + 2 && at < to && bytes[at] == ']' ? at + 1 : -1;
    }

    private static boolean port(byte[] bytes, int from, int to) {
        long port = to - from > 5 ? -1 : Ascii.decimal(bytes, from, to);
        return port >= 1 && port <= 65_535;
    }

    private static boolean hex(byte b) {
        return b >= '0' && b <= '9' || (b | 0x20) >= 'a' && (b | 0x20) <= 'f';
    }
}
