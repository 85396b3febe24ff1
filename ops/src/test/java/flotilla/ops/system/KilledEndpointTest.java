package flotilla.ops.system;

import static flotilla.ops.system.ConsulServiceTest.awaitServed;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of three endpoints dies while 64 clients ask as fast as they are answered. */
class KilledEndpointTest {

    private static final String THREE = """
            upstreams:
              shop:
                source: 'fixed:127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d'
                balance: round_robin
                health: { http: /, interval: 250ms, rise: 1, fall: 1 }
            routes: [ { upstream: shop } ]
            """;

    @TempDir
    Path directory;

    @Test
    void noRequestFailsWhenOneOfThreeIsKilled() throws Exception {
        try (var site = new Site(directory)) {
            var a = site.endpoint("a");
            var b = site.endpoint("b");
            var c = site.endpoint("c");
            var node = site.node(THREE.formatted(a.port(), b.port(), c.port()));
            awaitServed(node.port());
            var load = site.load(node, 64);
            load.awaitOnly(1_000, "a", "b", "c");

            b.process().kill();

            load.awaitOnly(2_000, "a", "c");
            assertThat(load.among(2_000)).containsOnlyKeys("a", "c");
            load.requireNoFailure();
        }
    }

    @Test
    void anEndpointThatComesBackIsAskedAgain() throws Exception {
        try (var site = new Site(directory)) {
            var a = site.endpoint("a");
            var b = site.endpoint("b");
            var c = site.endpoint("c");
            var node = site.node(THREE.formatted(a.port(), b.port(), c.port()));
            awaitServed(node.port());
            var load = site.load(node, 8);
            b.process().kill();
            load.awaitOnly(500, "a", "c");

            site.endpoint("b", b.port());

            load.awaitOnly(1_000, "a", "b", "c");
            load.requireNoFailure();
        }
    }
}
