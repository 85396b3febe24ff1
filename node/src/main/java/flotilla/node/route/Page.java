package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A body that a configuration spells out, and the fields that go with it. Framing is not its matter. */
public final class Page {

    /** It is copied for each answer, so it is a page and not a download. */
    public static final int MAX_BODY = 256 * 1024;

    private static final Set<String> OURS = Set.of(
            "connection",
            "content-length",
            "content-type",
            "keep-alive",
            "proxy-status",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final String lines;
    private final byte[] body;

    /**
     * @param contentType of the body; not sent if that is empty
     * @param headers further fields, by their names
     */
    public Page(String contentType, Map<String, String> headers, byte[] body) {
        InvalidValue.require(
                !contentType.isBlank() && sound(contentType),
                "contentType",
                contentType,
                "a media type such as text/html");
        InvalidValue.require(body.length <= MAX_BODY, "body", body.length + " bytes", "at most " + MAX_BODY + " bytes");
        var text = new StringBuilder();
        if (body.length > 0) {
            text.append("Content-Type: ").append(contentType).append("\r\n");
        }
        headers.forEach((name, value) -> {
            InvalidValue.require(
                    name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") && !OURS.contains(name.toLowerCase(Locale.ROOT)),
                    "headers",
                    name,
                    "names of header fields, none that frames the answer (content_type is a key of its own)");
            InvalidValue.require(sound(value), "headers", name + ": " + value, "values of visible ASCII and blanks");
            text.append(name).append(": ").append(value).append("\r\n");
        });
        this.lines = text.toString();
        this.body = body.clone();
    }

    /** A page of text, in UTF-8. */
    public static Page of(String text) {
        return new Page("text/plain; charset=utf-8", Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Its fields as whole lines. */
    public String lines() {
        return lines;
    }

    /** Whether it has a field of this name. */
    public boolean has(String name) {
        return ("\r\n" + lines.toLowerCase(Locale.ROOT)).contains("\r\n" + name.toLowerCase(Locale.ROOT) + ":");
    }

    /** Of the body, in bytes. */
    public int length() {
        return body.length;
    }

    /** Puts the body there. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(body, 0, target, at, body.length);
    }

    private static boolean sound(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c < 127);
    }
}
