package flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.resilience.Breaker;
import flotilla.node.resilience.Breaker.State;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.resilience.BreakerPolicy.HalfOpen;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever clients and endpoints do to each other, no permit of a breaker is lost, and none is given back twice. Every attempt
 * here needs one of a half-open breaker, which has more of them than there can be attempts, and decides on no fewer, so it stays half-open: in the end,
 * those that were counted and those that it has left to give are all that there were.
 */
class BreakerStressTest {

    private static final int ROUNDS = 4;
    private static final int CLIENTS = 10;
    private static final int REQUESTS = 30;
    private static final int ENDPOINTS = 4;

    /** More than all requests of a round with all their tries. */
    private static final int PERMITS = 1000;

    private final List<FakeEndpoint> endpoints = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> defects = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private int counted;

    private static UpstreamPolicy policy() {
        var limit = Duration.ofMillis(150);
        var policy = TestNode.policy();
        return new UpstreamPolicy(
                        policy.balance(),
                        policy.health(),
                        new PoolPolicy(3, 4, limit, Duration.ofSeconds(60), Duration.ofSeconds(1)),
                        new Timeouts(limit, limit, limit, limit, Duration.ofMillis(400)),
                        policy.host())
                .withBreaker(BreakerPolicy.OFF
                        .withWindow(Duration.ofSeconds(10), PERMITS)
                        .withOpen(Duration.ofMillis(1), Duration.ofMillis(1))
                        .withHalfOpen(PERMITS, HalfOpen.TRAFFIC))
                .withRetry(RetryPolicy.DEFAULT
                        .withStatuses(503)
                        .withSameEndpoint(true)
                        .withBackoff(Duration.ofMillis(20), Duration.ofMillis(100))
                        .withBudget(500, 100));
    }

    @Test
    void everyPermitIsGivenBackOnceHoweverItsAttemptEnds() throws Exception {
        long seed = System.nanoTime();
        System.out.println("BreakerStressTest: seed " + seed);
        var random = new SplittableRandom(seed);
        IntStream.range(0, ENDPOINTS)
                .forEach(i -> endpoints.add(FakeEndpoint.start().body("x".repeat(1000))));
        try (var node = TestNode.start(
                policy(),
                listener -> listener,
                new NodeLimits(CLIENTS, 1 << 20, 0),
                100_000,
                endpoints.stream().map(FakeEndpoint::port).toList())) {
            for (int round = 0; round < ROUNDS; round++) {
                halfOpen(node);
                strain(node, random);
                settle(node);
                breakers(node).forEach(breaker -> assertAllPermits(breaker, seed));
            }
            assertThat(defects).isEmpty();
            assertThat(counted).as("attempts that showed something").isPositive();
            System.out.println("BreakerStressTest: " + numbers + " requests, " + counted + " attempts counted, picked "
                    + node.endpoints().stream().mapToLong(LiveEndpoint::picks).sum());
        } finally {
            endpoints.forEach(FakeEndpoint::close);
        }
    }

    private static List<Breaker> breakers(TestNode node) {
        return node.node().view().upstreams().getFirst().endpoints().stream()
                .map(endpoint -> endpoint.breaker().orElseThrow())
                .toList();
    }

    private static void halfOpen(TestNode node) {
        breakers(node).forEach(breaker -> breaker.trip("by hand", 1000, System.nanoTime()));
        TestNode.await(() -> breakers(node).stream().allMatch(breaker -> breaker.openLeft(System.nanoTime()) == 0));
        for (var breaker : breakers(node)) {
            TestNode.await(() -> breaker.state() == State.HALF_OPEN || takesAndReturnsOne(breaker));
        }
    }

    private static boolean takesAndReturnsOne(Breaker breaker) {
        long permit = breaker.admit(System.nanoTime());
        if (permit != Breaker.REFUSED) {
            breaker.released(permit, false);
        }
        return permit != Breaker.REFUSED;
    }

    private void assertAllPermits(Breaker breaker, long seed) {
        long now = System.nanoTime();
        assertThat(breaker.state()).as("seed %s", seed).isEqualTo(State.HALF_OPEN);
        int left = 0;
        while (left <= PERMITS && breaker.admit(now) != Breaker.REFUSED) {
            left++;
        }
        assertThat(breaker.view(now).calls() + left).as("seed %s", seed).isEqualTo(PERMITS);
        counted += breaker.view(now).calls();
    }

    private void strain(TestNode node, SplittableRandom random) throws InterruptedException {
        var over = new AtomicBoolean();
        var disturber = start(random.split(), r -> {
            while (!over.get()) {
                disturb(r);
            }
        });
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(start(random.split(), r -> converse(r, node)));
        }
        for (var client : clients) {
            client.join();
        }
        over.set(true);
        disturber.join();
    }

    private void settle(TestNode node) {
        endpoints.forEach(FakeEndpoint::accept);
        endpoints.forEach(endpoint -> endpoint.status(200).answer().release().dropConnections());
        node.awaitDisconnected();
    }

    private Thread start(SplittableRandom random, Consumer<SplittableRandom> work) {
        return Thread.ofPlatform().start(() -> {
            try {
                work.accept(random);
            } catch (RuntimeException | AssertionError e) {
                defects.add(e);
            }
        });
    }

    private void disturb(SplittableRandom random) {
        var endpoint = endpoints.get(random.nextInt(ENDPOINTS));
        switch (random.nextInt(11)) {
            case 0 -> endpoint.closeOnRequest();
            case 1 -> endpoint.resetOnRequest();
            case 2 -> endpoint.cutAnswer();
            case 3 -> endpoint.raw("garbage\r\n\r\n");
            case 4 -> endpoint.staySilent();
            case 5 -> endpoint.hold();
            case 6 -> endpoint.refuse();
            case 7 -> endpoint.body("y".repeat(random.nextInt(3) == 0 ? 2 << 20 : 10));
            case 8 -> endpoint.status(503);
            case 9 -> endpoint.status(503).header("Retry-After", "1");
            default -> endpoint.status(200).answer();
        }
        pause(random);
        if (random.nextInt(3) > 0) {
            endpoint.accept().release().status(200).answer();
        }
    }

    private static void pause(SplittableRandom random) {
        long until = System.nanoTime() + random.nextLong(1, 30) * 1_000_000;
        TestNode.await(() -> System.nanoTime() - until >= 0);
    }

    private void converse(SplittableRandom random, TestNode node) {
        for (int requests = 0; requests < REQUESTS; requests++) {
            try (var client = node.client()) {
                request(random, client);
            } catch (IOException | UncheckedIOException e) {
                // Cut, refused or reset: what became of it, the permits tell in the end.
            }
        }
    }

    private void request(SplittableRandom random, RawClient client) throws IOException {
        var target = "/" + numbers.incrementAndGet();
        var body = "z".repeat(random.nextInt(4) == 0 ? random.nextInt(150_000) : random.nextInt(100));
        var text = random.nextInt(3) == 0
                ? "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"
                : (random.nextBoolean() ? "POST " : "PUT ") + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body;
        switch (random.nextInt(8)) {
            case 0 -> client.send(text.substring(0, random.nextInt(text.length())));
            case 1 -> client.send(text);
            case 2 -> client.send(text).readUntil("H");
            case 3 -> {
                client.socket().setSoLinger(true, 0);
                client.send(text);
            }
            default -> client.send(text).readAnswer();
        }
    }
}
