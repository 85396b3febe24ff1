package flotilla.node.sticky;

import java.nio.ByteBuffer;
import java.util.Base64;

/** The 128 bits that stand for one endpoint under one key, as the two halves that are compared. */
record Token(long high, long low) {

    /** Characters of its text: base64url without padding, four bits of the last unused and zero. */
    static final int LENGTH = 22;

    /** The first 128 bits of {@code bytes}. */
    static Token of(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new Token(buffer.getLong(), buffer.getLong());
    }

    /** What stands in the cookie. */
    String text() {
        var bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** The six bits that a character of base64url stands for, or -1. */
    static int sextet(byte c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        } else if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        } else if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        } else if (c == '-') {
            return 62;
        }
        return c == '_' ? 63 : -1;
    }
}
