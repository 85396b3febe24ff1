package flotilla.ops.config;

import flotilla.node.cluster.PluggedCluster;
import flotilla.node.cluster.hazelcast.ClusterPolicy;
import flotilla.node.cluster.tunnel.MemberTls;
import java.util.List;
import java.util.Optional;

/**
 * A cluster as it is written; the node is this machine's name unless it has one of its own, and so is the host of a
 * bind that is a port alone.
 */
public record ClusterLayout(
        String name,
        String node,
        String bind,
        JoinLayout join,
        Optional<MemberTls> tls,
        boolean insecure,
        Optional<PluggedCluster> plugin) {

    public static final ClusterLayout DEFAULT = new ClusterLayout(
            ClusterPolicy.DEFAULT_NAME,
            "",
            "127.0.0.1:7443",
            new JoinLayout(List.of()),
            Optional.empty(),
            false,
            Optional.empty());

    public ClusterLayout {
        new ClusterPolicy(name, node.isEmpty() ? "node" : node, at(bind, "node"), join.places(), tls, insecure, plugin);
    }

    ClusterPolicy policy(String hostName) {
        return new ClusterPolicy(
                name, node.isEmpty() ? hostName : node, at(bind, hostName), join.places(), tls, insecure, plugin);
    }

    private static String at(String bind, String hostName) {
        return bind.startsWith(":") ? hostName + bind : bind;
    }
}
