package flotilla.node.http;

import flotilla.node.balance.Mixed;
import org.jspecify.annotations.Nullable;

/** What a hashing balancer looks at, as a well mixed number. */
final class HashKeys {

    private HashKeys() {}

    static long of(Exchange exchange, String on) {
        if (on.equals("client_address")) {
            return Mixed.at(exchange.client().hashCode(), 0);
        }
        return Mixed.hash(text(exchange, on));
    }

    private static String text(Exchange exchange, String on) {
        return switch (on) {
            case "host" -> exchange.host();
            case "path" -> exchange.path();
            case "target" -> exchange.target();
            default -> {
                var name = on.substring(on.indexOf(':') + 1);
                yield on.startsWith("cookie:") ? cookie(exchange.header("Cookie"), name) : or(exchange.header(name));
            }
        };
    }

    private static String or(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String cookie(@Nullable String header, String name) {
        for (var pair : or(header).split(";")) {
            var trimmed = pair.trim();
            if (trimmed.startsWith(name) && trimmed.length() > name.length() && trimmed.charAt(name.length()) == '=') {
                return trimmed.substring(name.length() + 1);
            }
        }
        return "";
    }
}
