package flotilla.node.io.front;

import flotilla.discovery.InvalidValue;
import java.net.InetSocketAddress;

/** An address to bind, as it stands in a configuration. */
final class ListenAddress {

    private ListenAddress() {}

    /** @param text {@code address:port}, an IPv6 address in brackets, {@code *} for all addresses */
    static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        var host = text.substring(0, colon).replace("[", "").replace("]", "");
        int port = Integer.parseInt(text.substring(colon + 1));
        InvalidValue.require(port <= 65_535, "bind", text, "a port of 0 to 65535");
        var address = host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        InvalidValue.require(!address.isUnresolved(), "bind", text, "an address of this machine");
        return address;
    }
}
