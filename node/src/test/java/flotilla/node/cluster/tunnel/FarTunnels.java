package flotilla.node.cluster.tunnel;

import flotilla.discovery.Time;
import flotilla.node.cluster.directory.MemberAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/** Tunnels of one machine that take each other for far away, so that all goes through TLS. */
public final class FarTunnels {

    private FarTunnels() {}

    public static Links open(InetSocketAddress own, String node, MemberTls files, Supplier<List<MemberAddress>> others)
            throws IOException {
        return Tunnel.open(own, node, files, others, Time.system(), address -> false);
    }
}
