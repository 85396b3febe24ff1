package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import java.util.Locale;

/**
 * Which requests a route is for. Of all routes that match, the most exact host wins ({@code shop.example} before
 * {@code *.example} before {@code *}), then the longest path.
 *
 * @param host a name without port, {@code *.} and a domain for all names below it, or {@code *} for all
 * @param path a prefix of whole segments: {@code /a} matches {@code /a} and {@code /a/b}, never {@code /ab}
 */
public record RouteMatch(String host, String path) {

    public RouteMatch {
        host = host.toLowerCase(Locale.ROOT);
        InvalidValue.require(
                host.matches("\\*|(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+]"),
                "host",
                host,
                "a host name without port, *.<domain> or *");
        InvalidValue.require(path.matches("/[!-~&&[^?#]]*"), "path", path, "a path that begins with /, without query");
    }

    public static RouteMatch any() {
        return new RouteMatch("*", "/");
    }
}
