package flotilla.node.io.http1;

import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a request (RFC 9112 section 3): where in the head's bytes its parts are, and what they mean. The
 * target is a path (origin form), {@code *} with OPTIONS, an authority with CONNECT, or, as clients send it to proxies,
 * an http or https URI (absolute form), of which the path is what is passed on.
 */
final class RequestLine {

    private static final boolean[] TARGET = new boolean[256];

    // Paths and queries (RFC 3986), and of what browsers leave unencoded beyond it, brackets.
    static {
        for (char c = '0'; c <= 'z'; c++) {
            TARGET[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "-._~!$&'()*+,;=:@%/?[]".toCharArray()) {
            TARGET[c] = true;
        }
    }

    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");
    private static final byte[] VERSION = Ascii.bytes("HTTP/1.");
    private static final byte[] OPTIONS = Ascii.bytes("OPTIONS");
    private static final byte[] CONNECT = Ascii.bytes("CONNECT");

    int start;
    int methodTo;
    int targetFrom;
    int targetTo;
    int versionFrom;
    int versionTo;

    /** Where the path begins in a target: behind the authority in absolute form. */
    int pathFrom;

    /** The authority of a target in absolute form; empty otherwise. */
    int authorityFrom;

    int authorityTo;
    boolean http10;
    private boolean rooted;

    void begin(int from) {
        start = from;
        methodTo = from;
        targetFrom = from;
        targetTo = from;
        versionFrom = from;
        versionTo = from;
        pathFrom = from;
        authorityFrom = from;
        authorityTo = from;
        http10 = false;
        rooted = false;
    }

    /** Forgets what lies behind {@code end}. */
    void cut(int end) {
        methodTo = Math.min(methodTo, end);
        targetTo = Math.min(targetTo, end);
    }

    static boolean inTarget(byte b) {
        return TARGET[b & 0xff];
    }

    boolean absolute() {
        return authorityTo > authorityFrom;
    }

    /** Whether the target is a URI whose path is empty, such as {@code http://host?query}: its path is {@code /}. */
    boolean pathless() {
        return absolute() && !rooted;
    }

    /** The target has been read; returns what is wrong with it, or null. */
    @Nullable Failure target(byte[] bytes) {
        pathFrom = targetFrom;
        rooted = bytes[targetFrom] == '/';
        if (rooted || is(bytes, CONNECT)) {
            return null;
        }
        if (targetTo - targetFrom == 1 && bytes[targetFrom] == '*' && is(bytes, OPTIONS)) {
            return null;
        }
        int scheme = Math.max(prefix(bytes, HTTP), prefix(bytes, HTTPS));
        if (scheme == 0) {
            return bad("the target is not a path");
        }
        authorityFrom = targetFrom + scheme;
        int at = authorityFrom;
        while (at < targetTo && bytes[at] != '/' && bytes[at] != '?') {
            at++;
        }
        authorityTo = at;
        pathFrom = at;
        rooted = at < targetTo && bytes[at] == '/';
        return Authority.valid(bytes, authorityFrom, authorityTo) ? null : bad("the target's authority is malformed");
    }

    /** Whether a URI without path and query asks a server for its options, as {@code *} does (section 3.2.4). */
    boolean asterisk(byte[] bytes) {
        return pathless() && pathFrom == targetTo && is(bytes, OPTIONS);
    }

    private boolean is(byte[] bytes, byte[] method) {
        return Arrays.equals(bytes, start, methodTo, method, 0, method.length);
    }

    private int prefix(byte[] bytes, byte[] scheme) {
        int end = targetFrom + scheme.length;
        return end <= targetTo && Ascii.same(bytes, targetFrom, end, scheme) ? scheme.length : 0;
    }

    /** The version has been read; returns what is wrong with it, or null. */
    @Nullable Failure version(byte[] bytes) {
        int minor = versionFrom + VERSION.length;
        if (versionTo - versionFrom != VERSION.length + 1) {
            return bad("the version is malformed");
        }
        boolean known = Arrays.equals(bytes, versionFrom, minor, VERSION, 0, VERSION.length);
        if (known && (bytes[minor] == '1' || bytes[minor] == '0')) {
            http10 = bytes[minor] == '0';
            return null;
        }
        boolean http = Arrays.equals(bytes, versionFrom, versionFrom + 5, VERSION, 0, 5);
        if (http && digit(bytes[versionFrom + 5]) && bytes[versionFrom + 6] == '.' && digit(bytes[minor])) {
            return new Failure(Reason.VERSION_NOT_SUPPORTED, "the protocol is not HTTP/1.1 or HTTP/1.0");
        }
        return bad("the version is malformed");
    }

    private static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static Failure bad(String detail) {
        return new Failure(Reason.BAD_REQUEST, detail);
    }
}
