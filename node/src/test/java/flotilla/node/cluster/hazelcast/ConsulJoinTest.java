package flotilla.node.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.FreePorts;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.discovery.consul.ConsulAgent;
import flotilla.node.TestNode;
import flotilla.node.cluster.Cluster;
import flotilla.node.cluster.FleetPolicy;
import flotilla.node.cluster.Witness;
import flotilla.node.cluster.tunnel.Authority;
import flotilla.node.cluster.tunnel.MemberTls;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that find each other in a real Consul, and without it once they did. */
@SuppressWarnings("try") // one of them leaves before the end
class ConsulJoinTest {

    @TempDir
    private Path directory;

    private final Map<String, Integer> ports = new HashMap<>();

    @Test
    void findsTheOthersInConsulAndAfterARestartAlsoWithoutIt() throws Exception {
        try (var agent = ConsulAgent.start();
                var a = member(agent, "a", Optional.empty());
                var b = member(agent, "b", Optional.empty())) {
            var first = Witness.join(a);
            var second = Witness.join(b);
            first.awaitMembers("b");
            second.awaitMembers("a");
            assertThat(agent.get("/v1/health/service/flotilla-cluster"))
                    .contains("\"flotilla-node\": \"a\"", "\"edge-5.7\"");

            TestNode.await(() -> a.expected() == 2 && b.expected() == 2);

            agent.kill();
            a.publish(new byte[] {1});
            second.await("a message without consul", () -> second.received().size() == 1);
            b.close();
            first.awaitMembers();
            assertThat(a.expected()).as("nobody says that it left").isEqualTo(2);

            try (var again = member(agent, "b", Optional.empty())) {
                var third = Witness.join(again);
                third.awaitMembers("a");
                first.awaitMembers("b");
                agent.run();
            }
        }
    }

    @Test
    void membersWithCertificatesAreKnownByTheirIds() throws Exception {
        var authority = Authority.make(directory.resolve("ca"));
        try (var agent = ConsulAgent.start();
                var a = member(agent, "a", Optional.of(authority.member("a")));
                var b = member(agent, "b", Optional.of(authority.member("b")))) {
            var first = Witness.join(a);
            var second = Witness.join(b);
            first.awaitMembers("b");
            second.awaitMembers("a");
            TestNode.await(() -> a.expected() == 2);

            b.close();

            first.awaitMembers();
            assertThat(agent.get("/v1/health/service/flotilla-cluster")).doesNotContain("\"flotilla-node\": \"b\"");
            TestNode.await(() -> a.expected() == 1);
        }
    }

    private Cluster member(ConsulAgent agent, String node, Optional<MemberTls> tls) throws Exception {
        int port = ports.containsKey(node) ? ports.get(node) : FreePorts.next();
        ports.put(node, port);
        var policy = new ClusterPolicy("edge", node, "127.0.0.1:" + port, List.of("consul"), tls, false);
        var context = new SourceContext(Time.system(), Optional.of(directory.resolve(node)), 1);
        var registry = URI.create("consul://" + agent.address());
        return Clusters.of(Optional.of(policy), FleetPolicy.DEFAULT, registry, Sources.load(context), Time.system(), 1)
                .orElseThrow()
                .cluster();
    }
}
