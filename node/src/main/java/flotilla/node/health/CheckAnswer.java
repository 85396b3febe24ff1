package flotilla.node.health;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The answer to an HTTP check: its status, and its body when asked for. What is not HTTP/1 to the letter, or has more
 * than one meaning (RFC 9112 section 6.3), is an {@link IOException} that says so.
 */
final class CheckAnswer {

    private static final int MAX_HEAD = 32 * 1024;
    private static final int MAX_INTERIM = 8;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
    private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,7})([ \t]*;.*)?");

    private static final long TO_THE_END = -1;
    private static final long CHUNKED = -2;

    private final CheckConnection connection;
    private int headBytes;
    private int status;
    private long length = TO_THE_END;
    private String load = "";

    private CheckAnswer(CheckConnection connection) {
        this.connection = connection;
    }

    /** Reads the head, after any interim ones (1xx). */
    static CheckAnswer read(CheckConnection connection) throws IOException {
        for (int i = 0; i <= MAX_INTERIM; i++) {
            var answer = new CheckAnswer(connection);
            answer.readHead();
            if (answer.status >= 200) {
                return answer;
            }
        }
        throw new IOException("no final answer after " + MAX_INTERIM + " interim ones");
    }

    int status() {
        return status;
    }

    /** What the endpoint says of its load; empty if it says nothing. */
    String load() {
        return load;
    }

    /** The body's first {@code max} bytes, one in each character. */
    String body(int max) throws IOException {
        var body = new StringBuilder();
        if (status == 204 || status == 304) {
            return "";
        }
        if (length == CHUNKED) {
            headBytes = 0;
            for (int size = chunkSize(); size > 0 && body.length() < max; size = chunkSize()) {
                take(body, size, max);
                if (body.length() < max && !line().isEmpty()) {
                    throw new IOException("chunk longer than its size");
                }
                headBytes = 0;
            }
        } else {
            take(body, length == TO_THE_END ? Long.MAX_VALUE : length, max);
        }
        return body.toString();
    }

    private void readHead() throws IOException {
        String statusLine = line();
        var parts = STATUS_LINE.matcher(statusLine);
        if (!parts.matches()) {
            throw new IOException("not an answer in HTTP/1: \"" + printable(statusLine) + "\"");
        }
        status = Integer.parseInt(parts.group(1));
        for (String line = line(); !line.isEmpty(); line = line()) {
            var field = FIELD.matcher(line);
            if (!field.matches()) {
                throw new IOException("not a header line: \"" + printable(line) + "\"");
            }
            String name = field.group(1).toLowerCase(Locale.ROOT);
            if (name.equals(LoadReport.FIELD)) {
                load = field.group(2);
            }
            frame(name, field.group(2));
        }
    }

    private void frame(String name, String value) throws IOException {
        boolean encoding = name.equals("transfer-encoding");
        if (!encoding && !name.equals("content-length")) {
            return;
        }
        if (length != TO_THE_END) {
            throw new IOException("framed twice: " + name + ": " + printable(value));
        }
        if (encoding && value.equalsIgnoreCase("chunked")) {
            length = CHUNKED;
        } else if (!encoding && value.matches("[0-9]{1,18}")) {
            length = Long.parseLong(value);
        } else {
            throw new IOException("unknown framing: " + name + ": " + printable(value));
        }
    }

    private int chunkSize() throws IOException {
        String line = line();
        var size = CHUNK.matcher(line);
        if (!size.matches()) {
            throw new IOException("not a chunk size: \"" + printable(line) + "\"");
        }
        return Integer.parseInt(size.group(1), 16);
    }

    private void take(StringBuilder body, long size, int max) throws IOException {
        for (long i = 0; i < size && body.length() < max; i++) {
            int c = connection.read();
            if (c < 0) {
                if (length == TO_THE_END) {
                    return;
                }
                throw new IOException("body ends early");
            }
            body.append((char) c);
        }
    }

    /** A line without its CRLF. */
    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = connection.read(); c != '\n'; c = connection.read()) {
            if (c < 0) {
                throw new IOException(headBytes == 0 ? "closed without an answer" : "head ends early");
            }
            if (++headBytes > MAX_HEAD) {
                throw new IOException("head of more than " + MAX_HEAD + " bytes");
            }
            line.append((char) c);
        }
        int end = line.length() - 1;
        if (end < 0 || line.charAt(end) != '\r' || line.indexOf("\r") < end) {
            throw new IOException("line without CRLF: \"" + printable(line.toString()) + "\"");
        }
        return line.substring(0, end);
    }

    private static String printable(String text) {
        String visible = text.replaceAll("[^ -~]", "?");
        return visible.length() <= 60 ? visible : visible.substring(0, 60) + "...";
    }
}
