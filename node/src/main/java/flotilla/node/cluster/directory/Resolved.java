package flotilla.node.cluster.directory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Turns hosts into addresses, and stays with the last answer when a name cannot be looked up any more. */
final class Resolved {

    private final HostLookup lookup;
    private final Map<String, List<InetAddress>> last = new ConcurrentHashMap<>();

    Resolved(HostLookup lookup) {
        this.lookup = lookup;
    }

    /** One for each address of the host; none if there never was one. */
    List<MemberAddress> members(String name, String host, int port) {
        return addresses(host).stream()
                .map(address -> new MemberAddress(name, new InetSocketAddress(address, port)))
                .toList();
    }

    private List<InetAddress> addresses(String host) {
        try {
            var found = lookup.addresses(host);
            last.put(host, found);
            return found;
        } catch (UnknownHostException e) {
            return last.getOrDefault(host, List.of());
        }
    }
}
