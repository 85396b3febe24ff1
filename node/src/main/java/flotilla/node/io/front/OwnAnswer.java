package flotilla.node.io.front;

import flotilla.node.io.http1.Ascii;
import flotilla.node.resilience.Failure;
import java.util.Arrays;
import java.util.Map;

/**
 * What a client reads when it gets a failure in place of an endpoint's answer. The reason's code stands in the body, for a
 * reader, and in the details of Proxy-Status (RFC 9209), for a program; it is the word of the access log and of metrics.
 */
final class OwnAnswer {

    private static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(408, "Request Timeout"),
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
        var reason = failure.reason();
        var phrase = PHRASES.getOrDefault(failure.status(), "Failed");
        var body = failure.status() + " " + phrase + ": " + reason.code() + "\n";
        var head = Ascii.bytes("HTTP/1.1 " + failure.status() + " " + phrase + "\r\n"
                + "Content-Type: text/plain; charset=us-ascii\r\n"
                + "Content-Length: " + body.length() + "\r\n"
                + "Proxy-Status: flotilla; error=" + reason.proxyStatus() + "; details=\"" + reason.code() + "\"\r\n"
                + (failure.retryAfter() > 0 ? "Retry-After: " + failure.retryAfter() + "\r\n" : "")
                + (close ? "Connection: close\r\n" : ""));
        var rest = Ascii.bytes("\r\n" + (bodiless ? "" : body));
        var answer = Arrays.copyOf(head, head.length + own.length + rest.length);
        Ascii.put(rest, answer, Ascii.put(own, answer, head.length));
        return answer;
    }
}
