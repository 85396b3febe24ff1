package flotilla.node.http;

/** What a hashing balancer looks at, as a well mixed number. */
final class HashKeys {

    private HashKeys() {}

    static long of(Exchange exchange, String on) {
        if (on.equals("client_address")) {
            return mix(exchange.clientAddress().hashCode());
        }
        return mix(hash(text(exchange, on)));
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

    private static String or(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }

    private static String cookie(@org.jspecify.annotations.Nullable String header, String name) {
        for (var pair : or(header).split(";")) {
            var trimmed = pair.trim();
            if (trimmed.startsWith(name) && trimmed.length() > name.length() && trimmed.charAt(name.length()) == '=') {
                return trimmed.substring(name.length() + 1);
            }
        }
        return "";
    }

    /** FNV-1a, 64 bits: String's own hash has 32 and keeps similar keys close. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long mix(long key) {
        long z = key + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
