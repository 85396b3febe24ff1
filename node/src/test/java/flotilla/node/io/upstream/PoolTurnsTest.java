package flotilla.node.io.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.HostNames;
import flotilla.discovery.Time;
import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.RawClient;
import flotilla.node.Received;
import flotilla.node.TestNode;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.io.BufferBudget;
import flotilla.node.io.IoThreads;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PoolTurnsTest {

    private static final int MANY = 6;

    /** More than the patience between two queues. */
    private static final Duration LONG_ENOUGH = Duration.ofMillis(50);

    private static final Duration LONG = Duration.ofSeconds(20);

    private static TestNode before(FakeEndpoint endpoint) {
        return TestNode.start(
                TestNode.policy(new PoolPolicy(1, 1000, LONG, LONG, Duration.ZERO)),
                listener -> listener,
                NodeLimits.DEFAULT,
                Route.UNLIMITED,
                List.of(endpoint.port()));
    }

    @Test
    void nobodyWaitsForLongBehindTheQueueOfAnotherThread() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = before(endpoint)) {
            var clients = clientsByThread(node);
            int before = endpoint.requests();
            endpoint.hold();
            ask(clients.get(0).getFirst(), "/here");
            endpoint.awaitRequests(before + 1);
            ask(clients.get(1).getFirst(), "/there");
            awaitInFlight(node, 2);
            long waitsSince = System.nanoTime();
            TestNode.await(() -> System.nanoTime() - waitsSince > LONG_ENOUGH.toNanos());
            for (int i = 1; i < MANY; i++) {
                ask(clients.get(0).get(i), "/later");
                awaitInFlight(node, 2 + i);
            }

            endpoint.release();

            endpoint.awaitRequests(before + 1 + MANY);
            assertThat(endpoint.received().stream().skip(before).map(Received::target))
                    .startsWith("/here", "/there", "/later");
        }
    }

    private static void awaitInFlight(TestNode node, int count) {
        TestNode.await(() -> node.node().view().requestsInFlight() == count);
    }

    /** Clients of I/O thread 0, and at least one of thread 1; the kernel decides who is whose. */
    private static List<List<RawClient>> clientsByThread(TestNode node) throws IOException {
        var clients = List.<List<RawClient>>of(new ArrayList<>(), new ArrayList<>());
        int asked = 0;
        while (clients.get(0).size() < MANY || clients.get(1).isEmpty()) {
            var client = node.client();
            ask(client, "/find").readAnswer();
            var ended = node.ended(++asked);
            clients.get(ended.get(asked - 1).ioThread()).add(client);
        }
        return clients;
    }

    private static RawClient ask(RawClient client, String target) throws IOException {
        return client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    @Test
    void nothingIsKeptForAnEndpointThatIsGone() {
        try (var threads = IoThreads.start(1, Time.system(), new BufferBudget(1 << 20))) {
            var pools = new Pools(threads.all(), HostNames.system());
            var endpoint = new LiveEndpoint("shop", Endpoint.of("127.0.0.1", 1));
            var io = threads.all().getFirst();

            var before = new CompletableFuture<EndpointPool>();
            io.execute(() -> before.complete(pools.of(io, endpoint)));
            pools.retire(endpoint);
            var after = new CompletableFuture<Boolean>();
            io.execute(() -> after.complete(pools.of(io, endpoint).equals(pools.of(io, endpoint))
                    || pools.of(io, endpoint).equals(before.join())));

            assertThat(after.join()).isFalse();
        }
    }
}
