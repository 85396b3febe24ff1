package flotilla.node.cluster.directory;

import java.net.InetSocketAddress;

/**
 * Where a member may be found.
 *
 * @param name what its certificate has to name: the host as it was written down, or the node's id
 * @param address resolved
 */
public record MemberAddress(String name, InetSocketAddress address) {

    @Override
    public String toString() {
        var host = address.getAddress().getHostAddress();
        var text = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
        return name.equals(host) ? text : name + " (" + text + ")";
    }
}
