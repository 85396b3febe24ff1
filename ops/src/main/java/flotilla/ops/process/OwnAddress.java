package flotilla.ops.process;

import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;

/** Where others may reach this machine. */
public final class OwnAddress {

    private OwnAddress() {}

    /** An address as it is written in a configuration. */
    static String text(InetSocketAddress address) {
        var host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** The address that something is bound to; of all addresses, one of this machine. */
    static String of(InetAddress bound) {
        return bound.isAnyLocalAddress() ? ofThisMachine() : bound.getHostAddress();
    }

    /** An address of this machine that others may reach: IPv4 before IPv6, loopback only if there is no other. */
    public static String ofThisMachine() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .min(Comparator.comparing((InetAddress address) -> !(address instanceof Inet4Address)))
                    .map(InetAddress::getHostAddress)
                    .orElse("127.0.0.1");
        } catch (SocketException e) {
            throw new UncheckedIOException("cannot list the addresses of this machine: set consul.address", e);
        }
    }
}
