package flotilla.node.io.http1;

import java.net.Inet6Address;
import java.net.InetAddress;

/** An address as the Forwarded field writes it (RFC 7239 section 6). */
public final class ForwardedNode {

    private ForwardedNode() {}

    public static String of(InetAddress address) {
        return address instanceof Inet6Address ? "\"[" + address.getHostAddress() + "]\"" : address.getHostAddress();
    }
}
