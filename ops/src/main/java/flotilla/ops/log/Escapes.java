package flotilla.ops.log;

/** Text from outside, made harmless. No escape lets a line end, a quote close or a terminal act. */
final class Escapes {

    /** No field takes more chars than this of a line. */
    static final int LONGEST = 4096;

    private static final String HEX = "0123456789abcdef";

    private Escapes() {}

    /**
     * Inside double quotes: {@code \"}, {@code \\}, {@code \xHH} below 256.
     *
     * @param latin1 what has chars below 256 alone, as what came over the wire has
     */
    static void latin1Text(String latin1, Line line) {
        if (latin1.length() > LONGEST || !line.putIfPlain(latin1)) {
            text(latin1, line);
        }
    }

    /** The same for any text: {@code \\uHHHH} from 256 on. */
    static void text(String value, Line line) {
        int length = Math.min(value.length(), LONGEST);
        int next = line.putPlain(value, 0, length);
        while (next < length) {
            char c = value.charAt(next);
            if (c < 0x100 && c != '"' && c != '\\') {
                line.put("\\x");
                hex(c, 2, line);
            } else {
                escape(c, line);
            }
            next = line.putPlain(value, next + 1, length);
        }
        cut(value, line);
    }

    /**
     * Inside a JSON string (RFC 8259 section 7).
     *
     * @param latin1 what has chars below 256 alone, as what came over the wire has
     */
    static void latin1Json(String latin1, Line line) {
        if (latin1.length() > LONGEST || !line.putIfPlain(latin1)) {
            json(latin1, line);
        }
    }

    /** The same for any text; a lone surrogate stays the escape that it is. */
    static void json(String value, Line line) {
        int length = Math.min(value.length(), LONGEST);
        int next = line.putPlain(value, 0, length);
        while (next < length) {
            escape(value.charAt(next), line);
            next = line.putPlain(value, next + 1, length);
        }
        cut(value, line);
    }

    private static void escape(char c, Line line) {
        line.put('\\');
        if (c == '"' || c == '\\') {
            line.put(c);
        } else {
            line.put('u');
            hex(c, 4, line);
        }
    }

    private static void cut(String value, Line line) {
        if (value.length() > LONGEST) {
            line.put("...");
        }
    }

    static void hex(int value, int digits, Line line) {
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            line.put(HEX.charAt(value >> shift & 0xf));
        }
    }

    /** All 16 digits. */
    static void hex(long value, Line line) {
        hex((int) (value >>> 32), 8, line);
        hex((int) value, 8, line);
    }
}
