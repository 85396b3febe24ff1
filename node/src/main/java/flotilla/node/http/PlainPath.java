package flotilla.node.http;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A path as routes are matched against: dot segments removed (RFC 3986 section 5.2.4), also those written with {@code
 * %2e}, so that {@code /public/%2e%2e/admin} meets the rules of {@code /admin}. What is sent on is the path as the
 * client wrote it.
 */
final class PlainPath {

    private PlainPath() {}

    /** Returns null if the path leads above its root. */
    static @Nullable String of(String path) {
        return needsWork(path) ? withoutDots(path.replace("%2e", ".").replace("%2E", ".")) : path;
    }

    private static boolean needsWork(String path) {
        return path.contains("/.") || path.contains("%2e") || path.contains("%2E");
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
