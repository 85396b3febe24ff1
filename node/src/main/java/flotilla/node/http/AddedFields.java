package flotilla.node.http;

import flotilla.discovery.InvalidValue;
import flotilla.node.io.http1.Ascii;
import flotilla.node.io.http1.HeaderKind;
import flotilla.node.io.http1.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Fields that stages add: to the request as endpoints get it, and to the answer as its client gets it. What frames a
 * message or tells of a connection is not theirs to add.
 */
public final class AddedFields {

    private static final byte[] NOTHING = {};
    private static final Set<String> OF_ANSWERS = Set.of("content-type", "proxy-status", "set-cookie2");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");
    private static final Pattern VALUE = Pattern.compile("[\\t -~]*");

    private final List<byte[]> replaced = new ArrayList<>();
    private byte[] forEndpoints = NOTHING;
    private byte[] forClient = NOTHING;

    /**
     * Gives endpoints a field, in place of those of this name that the client sent: what a stage says of a client, it cannot
     * have said itself.
     *
     * @throws InvalidValue if the name or the value cannot be sent
     */
    public void forEndpoints(String name, String value) {
        forEndpoints = with(forEndpoints, name, value);
        replaced.add(Ascii.bytes(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * Keeps a field that the client sent from endpoints.
     *
     * @throws InvalidValue if the name is no field's
     */
    public void withhold(String name) {
        check(name);
        replaced.add(Ascii.bytes(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * Gives the client a field, beside those of the endpoint's answer, or of the answer that the node makes itself.
     *
     * @throws InvalidValue if the name or the value cannot be sent
     */
    public void forClient(String name, String value) {
        InvalidValue.require(
                !OF_ANSWERS.contains(name.toLowerCase(Locale.ROOT)),
                "name",
                name,
                "a field that is not the answer's own");
        forClient = with(forClient, name, value);
    }

    private static byte[] with(byte[] lines, String name, String value) {
        check(name);
        InvalidValue.require(VALUE.matcher(value).matches(), "value", value, "visible ASCII and blanks");
        return Ascii.join(lines, Ascii.bytes(name + ": " + value.strip() + "\r\n"));
    }

    private static void check(String name) {
        InvalidValue.require(NAME.matcher(name).matches(), "name", name, "the name of a field");
        var bytes = Ascii.bytes(name);
        InvalidValue.require(
                HeaderKind.of(bytes, 0, bytes.length) == HeaderKind.OTHER,
                "name",
                name,
                "a field that neither frames a message nor tells of its connection");
    }

    void clear() {
        if (!replaced.isEmpty()) {
            replaced.clear();
        }
        forEndpoints = NOTHING;
        forClient = NOTHING;
    }

    /** Whether endpoints do not get this line of what the client sent. */
    boolean replaces(RequestHead head, int line) {
        // By index, as an iterator would be an object for each line of each request.
        for (int i = 0; i < replaced.size(); i++) {
            if (head.named(line, replaced.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whole lines for endpoints. */
    byte[] linesForEndpoints() {
        return forEndpoints;
    }

    /** These whole lines, and those for the client behind them. */
    byte[] withLinesForClient(byte[] others) {
        return forClient.length == 0 ? others : Ascii.join(others, forClient);
    }
}
