package flotilla.node.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The immutable routing snapshot: a request reads it once and keeps it to its end. Finding a route costs one look-up
 * per label of the host and a scan of the paths below it.
 */
public final class RouteTable {

    public static final RouteTable EMPTY = new RouteTable(List.of());

    private final Map<String, List<Destination>> exact = new HashMap<>();
    private final Map<String, List<Destination>> below = new HashMap<>();
    private final List<Destination> any = new ArrayList<>();
    private final List<Destination> all;

    public RouteTable(List<Destination> destinations) {
        all = List.copyOf(destinations);
        var longestPathFirst = Comparator.comparingInt(
                        (Destination d) -> d.route().match().path().length())
                .reversed();
        for (var destination : destinations.stream().sorted(longestPathFirst).toList()) {
            paths(destination.route().match().host()).add(destination);
        }
    }

    private List<Destination> paths(String host) {
        if (host.equals("*")) {
            return any;
        }
        return host.startsWith("*.")
                ? below.computeIfAbsent(host.substring(2), key -> new ArrayList<>())
                : exact.computeIfAbsent(host, key -> new ArrayList<>());
    }

    public List<Destination> destinations() {
        return all;
    }

    /**
     * @param host as in the Host header, with or without port
     * @param path absolute, dot segments removed
     */
    public @Nullable Destination find(String host, String path) {
        if (!exact.isEmpty() || !below.isEmpty()) {
            var name = nameOf(host);
            var found = match(exact.get(name), path);
            for (int dot = name.indexOf('.'); found == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
                found = match(below.get(name.substring(dot + 1)), path);
            }
            if (found != null) {
                return found;
            }
        }
        return match(any, path);
    }

    private static @Nullable Destination match(@Nullable List<Destination> candidates, String path) {
        if (candidates != null) {
            for (int i = 0; i < candidates.size(); i++) {
                var candidate = candidates.get(i);
                if (covers(candidate.route().match().path(), path)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private static boolean covers(String prefix, String path) {
        int length = prefix.length();
        return path.startsWith(prefix)
                && (prefix.charAt(length - 1) == '/' || path.length() == length || path.charAt(length) == '/');
    }

    /** The host without its port and final dot, in lower case. */
    private static String nameOf(String host) {
        int end = host.length();
        int colon = host.lastIndexOf(':');
        if (colon >= 0 && host.indexOf(']') < colon) {
            end = colon;
        }
        if (end > 0 && host.charAt(end - 1) == '.') {
            end--;
        }
        return host.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
