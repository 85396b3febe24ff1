package flotilla.node.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import flotilla.discovery.Address;
import flotilla.discovery.FreePorts;
import flotilla.discovery.Time;
import flotilla.node.cluster.Cluster;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Witness;
import flotilla.node.cluster.directory.FixedDirectory;
import flotilla.node.cluster.directory.HostLookup;
import flotilla.node.cluster.directory.KnownMembers;
import flotilla.node.cluster.tunnel.Links;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A member that got in and sends what no node of ours sends. */
class FaultyMemberTest {

    private static final AtomicInteger READ = new AtomicInteger();

    /** An object that does something while it is read. */
    private static final class Gadget implements Serializable {

        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            READ.incrementAndGet();
        }
    }

    private final List<Address> places;

    FaultyMemberTest() throws IOException {
        places = List.of(
                new Address("127.0.0.1", FreePorts.next()),
                new Address("127.0.0.1", FreePorts.next()),
                new Address("127.0.0.1", FreePorts.next()));
    }

    @Test
    void whateverItSendsIsDroppedAndTheOthersGoOn() throws Exception {
        try (var a = cluster(0);
                var b = cluster(1)) {
            var first = Witness.join(a);
            var second = Witness.join(b);
            first.awaitMembers("node-1");
            second.awaitMembers("node-0");
            var faulty = start(2);
            try {
                var topic = faulty.<Object>getTopic(MemberSettings.TOPIC);
                var itself = new Member("node-2", 1);
                first.await("hello of the faulty one", () -> {
                    topic.publish(Envelope.hello(itself));
                    return first.joined().contains(itself);
                });
                assertThat(first.cluster().members()).contains(itself);

                topic.publish(Envelope.message(itself, new byte[Cluster.MAX_MESSAGE + 1]));
                topic.publish(new byte[3 * Cluster.MAX_MESSAGE]);
                topic.publish(new byte[] {1, 2, 3});
                topic.publish("text");
                topic.publish(new Gadget());
                topic.publish(Envelope.message(new Member("somebody", 5), new byte[] {6}));
                topic.publish(Envelope.message(itself, new byte[] {7}));

                first.await("what is right", () -> first.received().size() == 1);
                assertThat(first.received().getFirst()).containsExactly(7);
                b.publish(new byte[] {8});
                first.await("what another says", () -> first.received().size() == 2);
                assertThat(READ).hasValue(0);
                assertThat(first.left()).isEmpty();
                assertThat(second.left()).isEmpty();
            } finally {
                faulty.getLifecycleService().terminate();
            }
        }
    }

    private ClusterPolicy policy(int index) {
        return new ClusterPolicy(
                "faulty-" + places.getFirst().port(),
                "node-" + index,
                places.get(index).toString(),
                places.stream().map(Address::toString).toList(),
                Optional.empty(),
                false);
    }

    private KnownMembers known() {
        return new KnownMembers(List.of(new FixedDirectory(places, HostLookup.system())), Time.system());
    }

    private Cluster cluster(int index) {
        return new HazelcastCluster(
                policy(index),
                new Member("node-" + index, 5),
                known(),
                (own, others) -> Links.plain(own),
                Time.system(),
                new SplittableRandom(index));
    }

    /** It may have found nobody within the second that Hazelcast looks for others; it merges with them later then. */
    private HazelcastInstance start(int index) {
        var own = new InetSocketAddress(
                places.get(index).host(), places.get(index).port());
        var links = Links.plain(own);
        var config = MemberSettings.of(
                policy(index),
                new Member("node-" + index, 1),
                links,
                DirectoryStrategy.factory(known(), links, own, Time.system()));
        config.getSerializationConfig().setJavaSerializationFilterConfig(null);
        return Hazelcast.newHazelcastInstance(config);
    }
}
