package flotilla.node.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.cluster.Cluster;
import flotilla.node.cluster.FleetPolicy;
import flotilla.node.cluster.Membership;
import flotilla.node.cluster.Witness;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // the port is let go before the end
class TakenPortTest {

    private static final URI REGISTRY = URI.create("consul://127.0.0.1:8500");

    private final Sources sources = Sources.load(SourceContext.of(Time.system()));

    @Test
    void goesOnTryingAndSaysWhatIsInTheWay() throws Exception {
        var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var policy = new ClusterPolicy(
                "taken", "a", "127.0.0.1:" + taken.getLocalPort(), List.of(), Optional.empty(), false);

        try (taken;
                var cluster = cluster(Optional.of(policy)).orElseThrow()) {
            var witness = Witness.join(cluster);
            witness.await("the reason", () -> cluster.state().contains("Address already in use"));
            cluster.publish(new byte[] {1});
            assertThat(cluster.members()).isEmpty();

            taken.close();

            witness.await("a start", () -> cluster.state().equals("alone in taken"));
        }
    }

    @Test
    void withoutAPolicyThereIsNoCluster() {
        assertThat(cluster(Optional.empty())).isEmpty();
    }

    private Optional<Cluster> cluster(Optional<ClusterPolicy> policy) {
        return Clusters.of(policy, FleetPolicy.DEFAULT, REGISTRY, sources, Time.system(), 1)
                .map(Membership::cluster);
    }
}
