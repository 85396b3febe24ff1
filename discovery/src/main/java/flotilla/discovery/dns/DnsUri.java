package flotilla.discovery.dns;

import flotilla.discovery.Address;
import flotilla.discovery.SourceUri;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * A {@code dns:} or {@code srv:} URI taken apart. With a path the authority lists the servers to ask (as in RFC 4501);
 * without one those of this machine are asked, after its hosts file:
 *
 * <pre>{@code
 * dns://shop.example:8080                          its A and AAAA records
 * dns://10.0.0.2:53,10.0.0.3/shop.example?port=8080   the same, of these servers
 * srv://_http._tcp.shop.example                    its SRV records, and the addresses of their targets
 * srv://10.0.0.2/_http._tcp.shop.example
 * }</pre>
 *
 * @param servers none for those of this machine
 * @param name what to ask for; absolute if it ends with a dot or servers are given
 * @param port of every endpoint; 0 for SRV, which says the port itself
 * @param family which addresses count
 * @param timing how often to ask
 */
record DnsUri(URI uri, List<Address> servers, Name name, int port, Family family, Timing timing) {

    private static final int DNS_PORT = 53;
    private static final Set<String> PARAMETERS = Set.of("family", "ttl_min", "ttl_max", "timeout");

    /** Which addresses count. */
    enum Family {
        ANY,
        IPV4,
        IPV6
    }

    /**
     * How often to ask.
     *
     * @param min the least time between two rounds, whatever the records say
     * @param max the longest
     * @param timeout for each attempt at each server
     */
    record Timing(Duration min, Duration max, Duration timeout) {

        static final Timing DEFAULT = new Timing(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(2));

        Duration bound(Duration ttl) {
            return ttl.compareTo(min) < 0 ? min : ttl.compareTo(max) > 0 ? max : ttl;
        }
    }

    boolean srv() {
        return port == 0;
    }

    static DnsUri of(URI text) {
        var uri = SourceUri.of(text);
        var srv = "srv".equalsIgnoreCase(text.getScheme());
        return uri.path().isEmpty() ? ofThisMachine(uri, srv) : ofServers(uri, srv);
    }

    private static DnsUri ofThisMachine(SourceUri uri, boolean srv) {
        uri.onlyParameters(PARAMETERS);
        if (srv) {
            return of(uri, List.of(), uri.authority(), 0);
        }
        var address = Address.parse(uri.authority())
                .orElseThrow(() -> uri.refusal("dns://name:port or dns://server/name?port=n"));
        return of(uri, List.of(), address.host(), address.port());
    }

    private static DnsUri ofServers(SourceUri uri, boolean srv) {
        var known = new HashSet<>(PARAMETERS);
        if (!srv) {
            known.add("port");
        }
        uri.onlyParameters(known);
        var servers = new ArrayList<Address>();
        for (var text : uri.authority().split(",", -1)) {
            servers.add(Address.parse(text, DNS_PORT)
                    .orElseThrow(() -> uri.refusal("servers as host:port,...; \"" + text + "\" is not host:port")));
        }
        var port = uri.parameter("port").orElse("");
        uri.require(srv || port.matches("[1-9]\\d{0,4}") && Integer.parseInt(port) <= 65_535, "port=1 to 65535");
        return of(uri, List.copyOf(servers), uri.path().substring(1), srv ? 0 : Integer.parseInt(port));
    }

    private static DnsUri of(SourceUri uri, List<Address> servers, String name, int port) {
        uri.require(
                !name.isEmpty() && !name.matches("[\\d.]+|.*[:/].*"),
                "a DNS name (addresses go into fixed:); got \"" + name + "\"");
        var timing = new Timing(
                uri.duration("ttl_min", Timing.DEFAULT.min),
                uri.duration("ttl_max", Timing.DEFAULT.max),
                uri.duration("timeout", Timing.DEFAULT.timeout));
        uri.require(timing.min.toMillis() >= 100, "ttl_min of 100ms or more");
        uri.require(timing.max.compareTo(timing.min) >= 0, "ttl_max not below ttl_min");
        uri.require(timing.timeout.toMillis() >= 10, "timeout of 10ms or more");
        return new DnsUri(uri.uri(), servers, name(uri, name, !servers.isEmpty()), port, family(uri), timing);
    }

    private static Name name(SourceUri uri, String text, boolean absolute) {
        try {
            return absolute ? Name.fromString(text, Name.root) : Name.fromString(text);
        } catch (TextParseException e) {
            throw uri.refusal("a DNS name: " + e.getMessage());
        }
    }

    private static Family family(SourceUri uri) {
        return switch (uri.parameter("family").orElse("any")) {
            case "any" -> Family.ANY;
            case "ipv4" -> Family.IPV4;
            case "ipv6" -> Family.IPV6;
            default -> throw uri.refusal("family=any, family=ipv4 or family=ipv6");
        };
    }
}
