package flotilla.node.cluster.hazelcast;

import flotilla.node.cluster.ClusterContract;
import flotilla.node.cluster.tunnel.Authority;
import flotilla.node.cluster.tunnel.FarTunnels;
import flotilla.node.cluster.tunnel.MemberTls;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;

class HazelcastTunnelTest extends ClusterContract {

    @TempDir
    static Path directory;

    @Override
    protected Network network() throws Exception {
        var authority = Authority.make(directory);
        var files = new HashMap<String, MemberTls>();
        for (var node : List.of("a", "b", "c")) {
            files.put(node, authority.member(node, "127.0.0.1"));
        }
        return new HazelcastNetwork(
                node -> (own, others) -> FarTunnels.open(own, node, Objects.requireNonNull(files.get(node)), others));
    }
}
