package flotilla.ops.system;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.cluster.Cluster;
import flotilla.node.cluster.FleetPolicy;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.hazelcast.ClusterPolicy;
import flotilla.node.cluster.hazelcast.Clusters;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A member of a cluster as a program of its own, which says its name ten times a second and prints what it hears: {@code
 * joined b}, {@code left b}, {@code heard b}. Arguments: its name, its address, and those of the others.
 */
final class MemberProgram {

    private MemberProgram() {}

    public static void main(String[] args) throws InterruptedException {
        var policy = new ClusterPolicy(
                "system-test", args[0], args[1], List.of(args).subList(2, args.length), Optional.empty(), false);
        var time = Time.system();
        var sources = Sources.load(SourceContext.of(time));
        var registry = URI.create("consul://127.0.0.1:8500");
        var cluster = Clusters.of(Optional.of(policy), FleetPolicy.DEFAULT, registry, sources, time, 1)
                .orElseThrow()
                .cluster();
        cluster.join(new Printer());
        while (true) {
            cluster.publish(args[0].getBytes(StandardCharsets.UTF_8));
            time.pause(Duration.ofMillis(100));
        }
    }

    private static final class Printer implements Cluster.Listener {

        @Override
        public void received(byte[] message) {
            System.out.println("heard " + new String(message, StandardCharsets.UTF_8));
        }

        @Override
        public void joined(Member member) {
            System.out.println("joined " + member.node());
        }

        @Override
        public void left(Member member) {
            System.out.println("left " + member.node());
        }
    }
}
