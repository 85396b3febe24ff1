package flotilla.node.io.front;

import flotilla.node.io.http1.Ascii;
import flotilla.node.resilience.Failure;
import flotilla.node.route.Page;
import flotilla.node.route.StaticAnswer;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client reads that no endpoint has said: the answer of a route, or a failure in place of an endpoint's answer. The
 * reason's code stands in the body, for a reader, and in the details of Proxy-Status (RFC 9209), for a program; it is the
 * word of the access log and of metrics.
 */
final class OwnAnswer {

    private static final byte[] END = {'\r', '\n'};

    private static final String TEXT = "text/plain; charset=us-ascii";

    private static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(204, "No Content"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(302, "Found"),
            Map.entry(307, "Temporary Redirect"),
            Map.entry(308, "Permanent Redirect"),
            Map.entry(400, "Bad Request"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(410, "Gone"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(417, "Expectation Failed"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"),
            Map.entry(505, "HTTP Version Not Supported"));

    private OwnAnswer() {}

    /**
     * All of it, as bytes.
     *
     * @param close whether the connection ends with it
     * @param bodiless whether it answers a HEAD
     * @param own lines that it has besides
     */
    static byte[] to(Failure failure, boolean close, boolean bodiless, byte[] own) {
        return to(failure, null, close, bodiless, own);
    }

    /**
     * The same, with a page in place of the line of text; status, Proxy-Status and Retry-After stay.
     *
     * @param page null: none
     */
    static byte[] to(Failure failure, @Nullable Page page, boolean close, boolean bodiless, byte[] own) {
        var reason = failure.reason();
        var phrase = PHRASES.getOrDefault(failure.status(), "Failed");
        var line = failure.status() + " " + phrase + ": " + reason.code() + "\n";
        var shown = page == null ? new Page(TEXT, Map.of(), Ascii.bytes(line)) : page;
        boolean wait = failure.retryAfter() > 0 && !shown.has("Retry-After");
        var head = "HTTP/1.1 " + failure.status() + " " + phrase + "\r\n"
                + shown.lines()
                + "Content-Length: " + shown.length() + "\r\n"
                + "Proxy-Status: flotilla; error=" + reason.proxyStatus() + "; details=\"" + reason.code() + "\"\r\n"
                + (wait ? "Retry-After: " + failure.retryAfter() + "\r\n" : "")
                + (close ? "Connection: close\r\n" : "");
        return whole(head, own, shown, bodiless);
    }

    /**
     * A configured answer, as bytes.
     *
     * @param keepAlive whether the client has to be told that the connection goes on
     * @param own lines that it has besides
     */
    static byte[] to(StaticAnswer answer, boolean close, boolean keepAlive, boolean bodiless, byte[] own) {
        int status = answer.status();
        var head = "HTTP/1.1 " + status + " " + PHRASES.getOrDefault(status, "") + "\r\n"
                + answer.page().lines()
                + (StaticAnswer.bodiless(status)
                        ? ""
                        : "Content-Length: " + answer.page().length() + "\r\n")
                + (close ? "Connection: close\r\n" : keepAlive ? "Connection: keep-alive\r\n" : "");
        return whole(head, own, answer.page(), bodiless);
    }

    private static byte[] whole(String lines, byte[] own, Page page, boolean bodiless) {
        var head = Ascii.bytes(lines);
        int length = head.length + own.length + END.length;
        var bytes = Arrays.copyOf(head, length + (bodiless ? 0 : page.length()));
        Ascii.put(END, bytes, Ascii.put(own, bytes, head.length));
        if (!bodiless) {
            page.copyTo(bytes, length);
        }
        return bytes;
    }
}
