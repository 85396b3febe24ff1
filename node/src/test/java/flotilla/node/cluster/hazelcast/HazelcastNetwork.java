package flotilla.node.cluster.hazelcast;

import flotilla.discovery.Address;
import flotilla.discovery.FreePorts;
import flotilla.discovery.Time;
import flotilla.node.cluster.Cluster;
import flotilla.node.cluster.ClusterContract;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.directory.FixedDirectory;
import flotilla.node.cluster.directory.HostLookup;
import flotilla.node.cluster.directory.KnownMembers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;

/** Hazelcast members in this JVM, each with a port of its own, all of which are written down. */
final class HazelcastNetwork implements ClusterContract.Network {

    private final String name = "test-" + UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, Address> places = new LinkedHashMap<>();
    private final Function<String, HazelcastCluster.LinkOpener> openers;
    private final List<Cluster> clusters = new ArrayList<>();

    /** @param openers by node */
    HazelcastNetwork(Function<String, HazelcastCluster.LinkOpener> openers) throws IOException {
        this.openers = openers;
        for (var node : List.of("a", "b", "c", "early")) {
            places.put(node, new Address("127.0.0.1", FreePorts.next()));
        }
    }

    @Override
    public Cluster member(String node) {
        var policy = new ClusterPolicy(
                name,
                node,
                Objects.requireNonNull(places.get(node)).toString(),
                places.values().stream().map(Address::toString).toList(),
                Optional.empty(),
                false);
        var self = new Member(node, Time.system().now().toEpochMilli());
        var known = new KnownMembers(List.of(new FixedDirectory(policy.written(), HostLookup.system())), Time.system());
        var cluster =
                new HazelcastCluster(policy, self, known, openers.apply(node), Time.system(), new SplittableRandom(1));
        clusters.add(cluster);
        return cluster;
    }

    @Override
    public void close() {
        clusters.forEach(Cluster::close);
    }
}
