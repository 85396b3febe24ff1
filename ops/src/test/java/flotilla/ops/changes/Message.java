package flotilla.ops.changes;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request or an answer.
 *
 * @param first its first line
 * @param length of its body
 * @param last whether its connection ends with it
 */
record Message(String first, long length, boolean last) {

    /** The next one; null if the other side has closed before it. */
    static @Nullable Message read(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int end = 0; end < 4; ) {
            int b = in.read();
            if (b < 0 && bytes.size() == 0) {
                return null;
            }
            if (b < 0) {
                throw new EOFException("closed after: " + bytes.toString(StandardCharsets.ISO_8859_1));
            }
            bytes.write(b);
            end = b == "\r\n\r\n".charAt(end) ? end + 1 : b == '\r' ? 1 : 0;
        }
        var lines = bytes.toString(StandardCharsets.ISO_8859_1).split("\r\n");
        long length = 0;
        boolean last = false;
        for (var line : lines) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Long.parseLong(line.substring(15).strip());
            }
            last |= line.equalsIgnoreCase("connection: close");
        }
        return new Message(lines[0], length, last);
    }
}
