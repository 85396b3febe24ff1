package flotilla.node.http;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A path as routes are matched against: characters that need no encoding are decoded (RFC 3986 section 6.2.2.2), then dot
 * segments removed (section 5.2.4), so that {@code /public/%2e%2e/%61dmin} meets the rules of {@code /admin}. What is
 * sent on is the path as the client wrote it.
 */
final class PlainPath {

    private PlainPath() {}

    /** Returns null if the path leads above its root. */
    static @Nullable String of(String path) {
        var decoded = path.indexOf('%') < 0 ? path : decoded(path);
        return decoded.contains("/.") ? withoutDots(decoded) : decoded;
    }

    /** Decodes letters, digits, {@code -}, {@code .}, {@code _} and {@code ~} only: all others mean something else encoded. */
    private static String decoded(String path) {
        var plain = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int code = c == '%' && i + 2 < path.length() ? hex(path.charAt(i + 1)) << 4 | hex(path.charAt(i + 2)) : -1;
            if (code >= 0 && unreserved((char) code)) {
                plain.append((char) code);
                i += 2;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static int hex(char c) {
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        return digit < 0 ? -256 : digit;
    }

    private static boolean unreserved(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
    }

    private static @Nullable String withoutDots(String path) {
        var kept = new ArrayDeque<String>();
        var segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            switch (segments[i]) {
                case "." -> {
                    if (last) {
                        kept.add("");
                    }
                }
                case ".." -> {
                    if (kept.pollLast() == null) {
                        return null;
                    }
                    if (last) {
                        kept.add("");
                    }
                }
                default -> kept.add(segments[i]);
            }
        }
        return "/" + String.join("/", kept);
    }
}
