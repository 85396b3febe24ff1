package flotilla.node.cluster.hazelcast;

import flotilla.discovery.Address;
import flotilla.discovery.InvalidValue;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * From where an address can be reached. Whoever reaches the port of a member without certificates owns the whole fleet, so
 * it may be open to this machine and to private networks only (RFC 1918, RFC 4193, link-local).
 */
final class ReachableFrom {

    private static final String ELSE = "a loopback or private address; on any other one give cluster.tls certificates"
            + " (flotilla cert makes them), or say cluster.insecure: true if the network itself is closed";

    private ReachableFrom() {}

    /** Refuses an open address; a name is left for later, when it is known what it stands for. */
    static void requireClosed(Address bind) {
        if (isLiteral(bind.host())) {
            InvalidValue.require(isClosed(InetAddress.ofLiteral(bind.host())), "bind", bind, ELSE);
        }
    }

    /** Refuses an open address that a name stands for. */
    static void requireClosed(Address bind, InetAddress address) {
        InvalidValue.require(isClosed(address), "cluster.bind", bind + " is " + address.getHostAddress(), ELSE);
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.matches("\\d+(\\.\\d+){3}");
    }

    private static boolean isClosed(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address instanceof Inet6Address six && (six.getAddress()[0] & 0xfe) == 0xfc;
    }
}
