package flotilla.node.cluster.hazelcast;

import flotilla.discovery.Address;
import flotilla.discovery.InvalidValue;
import flotilla.node.cluster.PluggedCluster;
import flotilla.node.cluster.tunnel.MemberTls;
import java.util.List;
import java.util.Optional;

/**
 * The cluster a node is in.
 *
 * @param name shared by its members; another name is another cluster
 * @param node this node's own id, which outlives restarts
 * @param bind {@code host:port} where the others reach this node: one address of this machine, not all of them
 * @param join where the others are: {@code host:port} each, or {@code consul} to find them there; empty: they find us
 * @param tls the certificates; without them whoever reaches the port is believed
 * @param plugin whose cluster it is, in place of the built-in one; then only the node's id is of use to it
 * @param insecure whether that is wanted on an address that is neither loopback nor private
 */
public record ClusterPolicy(
        String name,
        String node,
        String bind,
        List<String> join,
        Optional<MemberTls> tls,
        boolean insecure,
        Optional<PluggedCluster> plugin) {

    public static final String CONSUL = "consul";
    public static final String DEFAULT_NAME = "flotilla";

    /** The built-in one. */
    public ClusterPolicy(
            String name, String node, String bind, List<String> join, Optional<MemberTls> tls, boolean insecure) {
        this(name, node, bind, join, tls, insecure, Optional.empty());
    }

    public ClusterPolicy {
        InvalidValue.require(
                name.matches("[A-Za-z0-9][A-Za-z0-9-]{0,47}"), "name", name, "1 to 48 letters, digits and dashes");
        InvalidValue.require(
                node.matches("[A-Za-z0-9._-]{1,64}"),
                "node",
                node,
                "1 to 64 letters, digits, dots, dashes, underscores");
        var address = Address.parse(bind);
        InvalidValue.require(
                address.isPresent() && !isWildcard(address.get().host()),
                "bind",
                bind,
                "<host>:<port>, one address of this machine that the other nodes reach");
        if (tls.isEmpty() && !insecure) {
            ReachableFrom.requireClosed(address.get());
        }
        join = List.copyOf(join);
        for (var place : join) {
            InvalidValue.require(
                    place.equals(CONSUL) || Address.parse(place).isPresent(),
                    "join",
                    place,
                    "consul or <host>:<port> of other nodes; " + place + " is neither");
        }
    }

    /** Where this member is for the others. */
    Address address() {
        return Address.parse(bind).orElseThrow();
    }

    /** Whether members enter themselves in Consul and find each other there. */
    public boolean joinsByConsul() {
        return join.contains(CONSUL);
    }

    /** The members that are written down. */
    List<Address> written() {
        return join.stream()
                .filter(place -> !place.equals(CONSUL))
                .map(place -> Address.parse(place).orElseThrow())
                .toList();
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.matches("[0:]+") || host.equals("*");
    }
}
