package flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.resilience.ConcurrencyPolicy;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.tls.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever clients and endpoints do to each other, in the end every count of the node is back at zero. */
class CountsStressTest {

    private static final Duration LENGTH = Duration.ofSeconds(10);
    private static final int CLIENTS = 12;
    private static final int ENDPOINTS = 5;
    private static final int SEALED = 2;

    private final List<FakeEndpoint> endpoints = new ArrayList<>();
    private final Set<LiveEndpoint> seen = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Throwable> defects = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();

    @TempDir
    Path directory;

    private static UpstreamPolicy policy() {
        var limit = Duration.ofMillis(250);
        var policy = TestNode.policy();
        return new UpstreamPolicy(
                        policy.balance(),
                        policy.health(),
                        new PoolPolicy(4, 4, limit, Duration.ofSeconds(60), Duration.ofSeconds(1)),
                        new Timeouts(limit, limit, limit, limit, Duration.ofSeconds(2)),
                        policy.host())
                .withConcurrency(ConcurrencyPolicy.of("6").withQueue(4, limit))
                .withTls(Tls.policy().withEnabled(false))
                .withRetry(RetryPolicy.DEFAULT
                        .withStatuses(503)
                        .withSameEndpoint(true)
                        .withBackoff(Duration.ofMillis(20), Duration.ofMillis(100))
                        .withBudget(500, 100));
    }

    @Test
    void everyCountReturnsToZero() throws Exception {
        long seed = System.nanoTime();
        System.out.println("CountsStressTest: seed " + seed);
        var random = new SplittableRandom(seed);
        for (int i = 0; i < ENDPOINTS; i++) {
            endpoints.add(
                    (i < SEALED ? FakeEndpoint.start(Tls.server()) : FakeEndpoint.start()).body("x".repeat(1000)));
        }
        try (var node = TestNode.start(
                policy(), listener -> listener, new NodeLimits(CLIENTS - 1, 1 << 20, 0), 100_000, list(endpoints))) {
            long end = System.nanoTime() + LENGTH.toNanos();
            var threads = new ArrayList<Thread>();
            threads.add(start(end, random.split(), this::disturb));
            threads.add(start(end, random.split(), r -> reload(r, node)));
            for (int i = 0; i < CLIENTS; i++) {
                threads.add(start(end, random.split(), r -> converse(r, node)));
            }
            for (var thread : threads) {
                thread.join();
            }
            assertThat(defects).isEmpty();
            settle(node, seed);
        } finally {
            endpoints.forEach(FakeEndpoint::close);
        }
    }

    private void settle(TestNode node, long seed) {
        endpoints.forEach(FakeEndpoint::accept);
        endpoints.forEach(endpoint -> endpoint.answer().release().dropConnections());
        seen.addAll(node.endpoints());
        node.awaitDisconnected();
        TestNode.await(() -> seen.stream().allMatch(e -> e.inFlight() == 0 && e.connections() == 0));
        var concurrency =
                node.node().view().upstreams().getFirst().concurrency().orElseThrow();
        TestNode.await(() -> concurrency.inFlight() == 0 && concurrency.waiting() == 0);
        var targets = node.ended(0).stream().map(TestNode.Ended::target).toList();

        assertThat(targets).as("each ended once, seed %s", seed).doesNotHaveDuplicates();
        assertThat(answers.get()).as("some were answered").isPositive().isLessThanOrEqualTo(targets.size());
        System.out.println("CountsStressTest: " + targets.size() + " requests, " + answers + " answers read, "
                + node.ended(0).stream().collect(Collectors.groupingBy(TestNode.Ended::reason, Collectors.counting())));
    }

    private Thread start(long end, SplittableRandom random, Consumer<SplittableRandom> step) {
        return Thread.ofPlatform().start(() -> {
            try {
                while (System.nanoTime() - end < 0) {
                    step.accept(random);
                }
            } catch (RuntimeException | AssertionError e) {
                defects.add(e);
            }
        });
    }

    private static void pause(SplittableRandom random, int mostMillis) {
        long until = System.nanoTime() + random.nextLong(1, mostMillis) * 1_000_000;
        TestNode.await(() -> System.nanoTime() - until >= 0);
    }

    private void disturb(SplittableRandom random) {
        var endpoint = endpoints.get(random.nextInt(ENDPOINTS));
        switch (random.nextInt(13)) {
            case 0 -> endpoint.closeOnRequest();
            case 1 -> endpoint.resetOnRequest();
            case 2 -> endpoint.cutAnswer();
            case 3 -> endpoint.raw("garbage\r\n\r\n");
            case 4 -> endpoint.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
            case 5 -> endpoint.staySilent();
            case 6 -> endpoint.hold();
            case 7 -> endpoint.release().dropConnections();
            case 8 -> endpoint.refuse();
            case 9 -> endpoint.body("y".repeat(random.nextInt(3) == 0 ? 2 << 20 : 10));
            case 10 -> endpoint.status(503);
            case 11 -> endpoint.status(503).header("Retry-After", "1");
            default -> endpoint.status(200).answer();
        }
        pause(random, 40);
        if (random.nextInt(3) > 0) {
            endpoint.accept().release().status(200).answer();
        }
    }

    private void reload(SplittableRandom random, TestNode node) {
        try {
            var some = endpoints.stream().filter(e -> random.nextInt(3) > 0).toList();
            list(some.isEmpty() ? endpoints : some);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        int moments = 1 + random.nextInt(30);
        IntStream.range(0, moments).forEach(i -> {
            seen.addAll(node.endpoints());
            pause(random, 5);
        });
    }

    private void converse(SplittableRandom random, TestNode node) {
        try (var client = node.client()) {
            for (int requests = random.nextInt(1, 8); requests > 0; requests--) {
                request(random, client);
            }
        } catch (IOException | UncheckedIOException e) {
            // Cut, refused or reset: what became of it, the counts tell in the end.
        }
    }

    private void request(SplittableRandom random, RawClient client) throws IOException {
        var target = "/" + numbers.incrementAndGet();
        var body = "z".repeat(random.nextInt(4) == 0 ? random.nextInt(150_000) : random.nextInt(100));
        var text = switch (random.nextInt(4)) {
            case 0 -> "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            case 1 ->
                "PUT " + target + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body.length() + 1) + "\r\n" + body + "z\r\n0\r\n\r\n";
            default -> "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
        };
        switch (random.nextInt(12)) {
            case 0 -> leave(client.send(text.substring(0, random.nextInt(text.length()))), random);
            case 1 -> leave(client.send(text), random);
            case 2 -> {
                client.send(text).readUntil("H");
                leave(client, random);
            }
            default -> {
                client.send(text).readAnswer();
                answers.incrementAndGet();
            }
        }
    }

    private static void leave(RawClient client, SplittableRandom random) throws IOException {
        if (random.nextBoolean()) {
            client.socket().setSoLinger(true, 0);
        }
        client.close();
        throw new IOException("left");
    }

    private URI list(List<FakeEndpoint> listed) throws IOException {
        var next = directory.resolve("next.yaml");
        var file = directory.resolve("upstreams.yaml");
        Files.writeString(
                next,
                listed.stream()
                        .map(each -> "- { host: 127.0.0.1, port: " + each.port() + ", protocol: "
                                + (endpoints.indexOf(each) < SEALED ? "https }\n" : "http }\n"))
                        .collect(Collectors.joining()));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return URI.create("file:" + file + "?interval=20ms");
    }
}
