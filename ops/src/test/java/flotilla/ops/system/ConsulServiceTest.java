package flotilla.ops.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import flotilla.discovery.consul.ConsulAgent;
import flotilla.discovery.consul.ConsulService;
import flotilla.ops.system.Site.RunningEndpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do in Consul reaches the traffic, and costs no request. */
class ConsulServiceTest {

    @TempDir
    Path directory;

    @Test
    void trafficFollowsTheService() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            var a = site.endpoint("a");
            var b = site.endpoint("b");
            consul.register(service(a));
            var node = site.node(shop(consul));
            awaitServed(node.port());
            var load = site.load(node, 8);
            load.awaitOnly(200, "a");

            consul.register(service(b));
            load.awaitOnly(400, "a", "b");

            consul.maintenance("b", true);
            load.awaitOnly(400, "a");

            consul.maintenance("b", false);
            load.awaitOnly(400, "a", "b");

            consul.deregister("a");
            load.awaitOnly(400, "b");
            load.requireNoFailure();
        }
    }

    @Test
    void sharesFollowTheWeights() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            consul.register(service(site.endpoint("a")).withWeights(1, 1));
            consul.register(service(site.endpoint("b")).withWeights(4, 1));
            var node = site.node(shop(consul));
            awaitServed(node.port());
            var load = site.load(node, 8);
            load.awaitOnly(100, "a", "b");

            var shares = load.among(5_000);

            // Smooth weighted round robin is exact on each thread; the rest is what was in flight at both ends.
            var total = shares.values().stream().mapToLong(Long::longValue).sum();
            assertThat(shares.getOrDefault("b", 0L) / (double) total).isCloseTo(0.8, within(0.01));
            load.requireNoFailure();
        }
    }

    @Test
    void aKilledEndpointIsLeftOutBeforeConsulKnows() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            var a = site.endpoint("a");
            var b = site.endpoint("b");
            consul.register(service(a));
            consul.register(service(b));
            var node = site.node(shop(consul));
            awaitServed(node.port());
            var load = site.load(node, 16);
            load.awaitOnly(400, "a", "b");

            a.process().kill();

            load.awaitOnly(1_000, "b");
            load.requireNoFailure();
            assertThat(consul.get("/v1/health/service/shop?passing=true")).contains("\"a\"");
        }
    }

    static ConsulService service(RunningEndpoint endpoint) {
        return ConsulService.of("shop", endpoint.name(), endpoint.address(), endpoint.port());
    }

    /** One upstream from the service {@code shop} at that agent, for all requests. */
    static String shop(ConsulAgent consul) {
        return """
                upstreams:
                  shop: { source: 'consul://%s/shop?min_delay=50ms', balance: smooth_weighted }
                routes: [ { upstream: shop } ]
                """.formatted(consul.address());
    }

    /** Waits until the first service has come through; before that there is nobody to ask. */
    static void awaitServed(int port) throws Exception {
        Wait.until("a first answer on " + port, () -> {
            try (var load = Load.start(port, 1)) {
                Wait.until("one answer or failure", () -> load.succeeded() > 0 || load.failed());
                return load.succeeded() > 0;
            }
        });
    }
}
