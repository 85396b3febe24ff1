package flotilla.node.cluster.hazelcast;

import flotilla.discovery.ServiceEntry;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.cluster.FleetPolicy;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Membership;
import flotilla.node.cluster.directory.FixedDirectory;
import flotilla.node.cluster.directory.HostLookup;
import flotilla.node.cluster.directory.KnownMembers;
import flotilla.node.cluster.directory.MemberDirectory;
import flotilla.node.cluster.directory.RegistryDirectory;
import flotilla.node.cluster.tunnel.Links;
import flotilla.node.cluster.tunnel.Tunnel;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Makes the way to the other nodes that a policy asks for. */
public final class Clusters {

    /** The service under which members enter themselves in a registry. */
    public static final String SERVICE = "flotilla-cluster";

    private static final Duration CHECK = Duration.ofSeconds(2);
    private static final Duration FORGET = Duration.ofMinutes(1);

    private Clusters() {}

    /**
     * A node's place in the fleet that a policy asks for, not joined yet. Without a policy there is none, and nothing of
     * Hazelcast is loaded.
     *
     * @param registry where members enter themselves if the policy says {@code consul}
     * @param seed of the generator behind pauses
     */
    public static Optional<Membership> of(
            Optional<ClusterPolicy> policy, FleetPolicy fleet, URI registry, Sources sources, Time time, long seed) {
        return policy.map(wanted -> {
            var self = new Member(wanted.node(), time.now().toEpochMilli());
            if (wanted.plugin().isPresent()) {
                return new Membership(self, wanted.plugin().get().open(self), fleet);
            }
            var known = new KnownMembers(directories(wanted, registry, sources), time);
            var random = new SplittableRandom(seed);
            return new Membership(
                    self, new HazelcastCluster(wanted, self, known, links(wanted, time), time, random), fleet);
        });
    }

    private static HazelcastCluster.LinkOpener links(ClusterPolicy policy, Time time) {
        var tls = policy.tls();
        return tls.isEmpty()
                ? (own, others) -> Links.plain(own)
                : (own, others) -> Tunnel.open(own, policy.node(), tls.get(), others, time);
    }

    private static List<MemberDirectory> directories(ClusterPolicy policy, URI registry, Sources sources) {
        var directories = new ArrayList<MemberDirectory>();
        if (!policy.written().isEmpty()) {
            directories.add(new FixedDirectory(policy.written(), HostLookup.system()));
        }
        if (policy.joinsByConsul()) {
            directories.add(new RegistryDirectory(
                    sources, registry, service(registry, policy), entry(policy), HostLookup.system()));
        }
        return directories;
    }

    /** The members of this cluster alone: others may share the registry. */
    private static URI service(URI registry, ClusterPolicy policy) {
        var text = registry.toString();
        int question = text.indexOf('?');
        var place = question < 0 ? text : text.substring(0, question);
        var access = question < 0 ? "" : "&" + text.substring(question + 1);
        return URI.create(
                place.replaceAll("/+$", "") + "/" + SERVICE + "?tag=" + MemberSettings.clusterName(policy) + access);
    }

    private static ServiceEntry entry(ClusterPolicy policy) {
        var address = policy.address();
        return new ServiceEntry(
                SERVICE,
                SERVICE + "-" + policy.name() + "-" + policy.node(),
                address.host(),
                address.port(),
                Optional.of(new ServiceEntry.Check.Tcp(address.host(), address.port(), CHECK, CHECK)),
                List.of(MemberSettings.clusterName(policy)),
                Map.of("flotilla-node", policy.node()),
                FORGET);
    }
}
