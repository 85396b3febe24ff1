package flotilla.node.cluster.directory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds every address of a host; may block. */
@FunctionalInterface
public interface HostLookup {

    List<InetAddress> addresses(String host) throws UnknownHostException;

    /** The system's resolver, which keeps answers for half a minute. */
    static HostLookup system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
