package flotilla.discovery.consul;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The routes that one instance announces: in {@code Meta}, {@code flotilla-route = shop.example/cart,www.shop.example}; and
 * as Fabio reads them, in tags such as {@code urlprefix-shop.example/cart proto=https strip=/cart}.
 *
 * @param routes without duplicates
 * @param notes what was not understood, or has no meaning here
 */
record AnnouncedRoutes(List<HostPath> routes, List<String> notes) {

    static final String META = "flotilla-route";
    static final String TAG = "urlprefix-";

    private static final Pattern HOST = Pattern.compile("\\*|(\\*\\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?");
    private static final Set<String> PROTOCOLS = Set.of("http", "https", "h2c", "grpc", "grpcs");

    /**
     * Where requests must go to.
     *
     * @param host a name, {@code *.domain} or {@code *}
     * @param path begins with a slash
     * @param strip the beginning of the path that endpoints do not want, or empty
     */
    record HostPath(String host, String path, String strip) {}

    static AnnouncedRoutes of(Map<String, String> meta, List<String> tags) {
        var routes = new LinkedHashSet<HostPath>();
        var notes = new ArrayList<String>();
        for (var text : meta.getOrDefault(META, "").split(",", -1)) {
            if (!text.isBlank()) {
                add(text.strip(), META + " " + text.strip(), "", routes, notes);
            }
        }
        for (var tag : tags) {
            if (tag.startsWith(TAG)) {
                addTag(tag, routes, notes);
            }
        }
        return new AnnouncedRoutes(List.copyOf(routes), List.copyOf(notes));
    }

    /** Whether one of the tags announces a route. */
    static boolean announcedBy(List<String> tags) {
        return tags.stream().anyMatch(tag -> tag.startsWith(TAG));
    }

    /** The protocol that a tag demands with {@code proto=}. */
    static Optional<String> protocol(List<String> tags) {
        return tags.stream()
                .filter(tag -> tag.startsWith(TAG))
                .flatMap(tag -> options(tag).stream())
                .filter(option -> option.startsWith("proto="))
                .map(option -> option.substring("proto=".length()))
                .filter(PROTOCOLS::contains)
                .findFirst();
    }

    private static void addTag(String tag, Set<HostPath> routes, List<String> notes) {
        var words = tag.substring(TAG.length()).strip().split("\\s+");
        var streams =
                options(tag).stream().anyMatch(option -> option.startsWith("proto=tcp") || option.equals("proto=udp"));
        if (streams || words[0].startsWith(":")) {
            notes.add("tag " + tag + " is not used: it announces a port, not a host and path");
            return;
        }
        for (var option : options(tag)) {
            var understood = option.startsWith("strip=")
                    || option.startsWith("proto=") && PROTOCOLS.contains(option.substring("proto=".length()));
            if (!understood) {
                notes.add("tag " + tag + ": its option " + option + " is ignored");
            }
        }
        add(words[0], "tag " + tag, strip(tag), routes, notes);
    }

    private static String strip(String tag) {
        return options(tag).stream()
                .filter(option -> option.startsWith("strip="))
                .map(option -> option.substring("strip=".length()).replaceAll("/+$", ""))
                .findFirst()
                .orElse("");
    }

    private static List<String> options(String tag) {
        var words = tag.substring(TAG.length()).strip().split("\\s+");
        return List.of(words).subList(1, words.length);
    }

    private static void add(String text, String place, String strip, Set<HostPath> routes, List<String> notes) {
        var slash = text.indexOf('/');
        var host = (slash < 0 ? text : text.substring(0, slash)).toLowerCase(Locale.ROOT);
        var route = new HostPath(host.isEmpty() ? "*" : host, slash < 0 ? "/" : text.substring(slash), strip);
        if (text.isEmpty()
                || !HOST.matcher(route.host()).matches()
                || route.path().matches(".*[\\s?#*].*")) {
            notes.add(place + " is not used (expected: host/path, *.domain/path or /path)");
        } else {
            routes.add(route);
        }
    }
}
