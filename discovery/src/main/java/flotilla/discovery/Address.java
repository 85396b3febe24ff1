package flotilla.discovery;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host and port as a person writes them.
 *
 * @param host an IP literal without brackets, or a DNS name
 * @param port 1 to 65535
 */
public record Address(String host, int port) {

    private static final Pattern IPV6 =
            Pattern.compile("\\[([0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%[\\w.-]+)?)](?::(\\d{1,5}))?");
    private static final Pattern NAME = Pattern.compile("([\\w](?:[\\w.-]*[\\w.])?)(?::(\\d{1,5}))?");

    /** Reads {@code host:port}, an IPv6 host in brackets; empty if it is not that. */
    public static Optional<Address> parse(String text) {
        return parse(text, 0);
    }

    /** Reads {@code host[:port]} with a port to assume, 0 if there is none to assume. */
    public static Optional<Address> parse(String text, int defaultPort) {
        var matcher = (text.startsWith("[") ? IPV6 : NAME).matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var digits = matcher.group(2);
        var port = digits == null ? defaultPort : Integer.parseInt(digits);
        return port >= 1 && port <= 65_535 ? Optional.of(new Address(matcher.group(1), port)) : Optional.empty();
    }

    /** {@code host:port}, an IPv6 host in brackets. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
