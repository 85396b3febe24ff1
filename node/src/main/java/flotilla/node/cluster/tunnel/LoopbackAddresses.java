package flotilla.node.cluster.tunnel;

import flotilla.discovery.Sha256;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The loopback addresses behind which the members of a cluster stand for each other. Each machine has 127.0.0.0/8 to itself,
 * so every node can derive them from the members' real addresses alone and all come to the same: no list, no allocation.
 *
 * <p>15.6 million addresses are used, and the port is the real one. Two of 50 members with one port share an address once in
 * 13,000 clusters; then the tunnel says so, and a member of the two needs another port.
 */
final class LoopbackAddresses {

    private LoopbackAddresses() {}

    /** The address that a member goes by. */
    static InetSocketAddress known(InetSocketAddress real) {
        return derived("known", real);
    }

    /** The address where a member itself listens on its own machine. */
    static InetSocketAddress inner(InetSocketAddress real) {
        return derived("inner", real);
    }

    /** In 127.16.0.1 to 127.239.255.254: what stands lower is used by others, such as resolvers. */
    private static InetSocketAddress derived(String purpose, InetSocketAddress real) {
        var text = purpose + " " + real.getAddress().getHostAddress() + " " + real.getPort();
        var hash = Sha256.of(text);
        var address = new byte[] {
            127,
            (byte) (16 + Byte.toUnsignedInt(hash[0]) % 224),
            hash[1],
            (byte) (1 + Byte.toUnsignedInt(hash[2]) % 254)
        };
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), real.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
