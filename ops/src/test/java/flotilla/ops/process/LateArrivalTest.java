package flotilla.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.NodeContext;
import flotilla.node.cluster.Cluster;
import flotilla.node.cluster.FleetPolicy;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Membership;
import flotilla.node.telemetry.Telemetry;
import flotilla.ops.config.ConfigFile;
import flotilla.ops.config.Settings;
import flotilla.ops.process.upgrade.Inheritance;
import flotilla.ops.process.upgrade.PlayedPredecessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LateArrivalTest {

    @TempDir
    private Path directory;

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger surrendered = new AtomicInteger();

    @Test
    void aProcessWhoseClusterCannotBeJoinedGoesOnAlone() throws Exception {
        var sources = Sources.load(SourceContext.of(Time.system()));
        var settings = settings(sources);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var server = PlayedPredecessor.listen(directory.resolve("sock"));
                var node = Node.start(settings.node(), NodeContext.of(sources, Telemetry.NONE, Time.system()));
                var changeable = ChangeableSettings.of(settings, sources).open("n1", Time.system())) {
            var coming = threads.submit(() -> Inheritance.await(directory.resolve("sock"), "test", Time.system()));
            try (var old = PlayedPredecessor.handOver(server);
                    var from = coming.get(60, TimeUnit.SECONDS)) {
                old.leave();
                var place = new Membership(new Member("n1", 1), new Broken(), FleetPolicy.DEFAULT);

                new LateArrival(from, Optional.of(place), surrendered::incrementAndGet)
                        .join(node, changeable)
                        .join();

                assertThat(asked.get()).isOne();
                assertThat(surrendered.get()).isZero();
                assertThat(node.fleet()).isEmpty();
                assertThat(node.ready()).isTrue();
            }
        }
    }

    private Settings settings(Sources sources) throws Exception {
        var file = Files.writeString(directory.resolve("f.yaml"), """
                version: 1
                listeners: { web: 127.0.0.1:0 }
                admin: off
                routes: [ { respond: { status: 204 } } ]
                """);
        return ConfigFile.read(file, sources);
    }

    /** One that somebody has plugged in. */
    private final class Broken implements Cluster {

        @Override
        public void join(Listener listener) {
            asked.incrementAndGet();
            throw new UncheckedIOException(new IOException("no port is free"));
        }

        @Override
        public void publish(byte[] message) {}

        @Override
        public List<Member> members() {
            return List.of();
        }

        @Override
        public String state() {
            return "broken";
        }

        @Override
        public void close() {}
    }
}
