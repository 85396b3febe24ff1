package flotilla.ops.system;

import static flotilla.ops.system.ConsulServiceTest.awaitServed;
import static flotilla.ops.system.ConsulServiceTest.service;
import static flotilla.ops.system.ConsulServiceTest.shop;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.consul.ConsulAgent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losing Consul loses nothing else. */
class ConsulOutageTest {

    @TempDir
    Path directory;

    @Test
    void noRequestFailsWhileConsulIsKilledAndStartedAgain() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start(directory.resolve("consul"))) {
            consul.register(service(site.endpoint("a")));
            consul.register(service(site.endpoint("b")));
            var node = site.node(shop(consul));
            awaitServed(node.port());
            var load = site.load(node, 8);
            load.awaitOnly(400, "a", "b");

            consul.kill();
            assertThat(load.among(2_000)).containsOnlyKeys("a", "b");
            consul.run();
            consul.register(service(site.endpoint("c")));

            load.awaitOnly(600, "a", "b", "c");
            load.requireNoFailure();
        }
    }

    @Test
    void anAgentThatForgotItsServicesEmptiesNoRotation() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            var a = site.endpoint("a");
            var b = site.endpoint("b");
            consul.register(service(a));
            consul.register(service(b));
            var node = site.node(shop(consul));
            awaitServed(node.port());
            var load = site.load(node, 8);
            load.awaitOnly(400, "a", "b");

            consul.kill();
            consul.run();
            assertThat(load.among(4_000)).containsOnlyKeys("a", "b");
            consul.register(service(a));
            consul.register(service(b));
            consul.register(service(site.endpoint("c")));

            load.awaitOnly(600, "a", "b", "c");
            load.requireNoFailure();
        }
    }

    @Test
    void startsWithConsulDownFromTheLastKnownGoodCopy() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            consul.register(service(site.endpoint("a")));
            consul.register(service(site.endpoint("b")));
            var configuration = shop(consul);
            var first = site.node(configuration);
            awaitServed(first.port());
            assertThat(first.process().stop()).isZero();
            consul.kill();

            var second = site.node(configuration);

            awaitServed(second.port());
            var load = site.load(second, 8);
            load.awaitOnly(400, "a", "b");
            load.requireNoFailure();
        }
    }
}
