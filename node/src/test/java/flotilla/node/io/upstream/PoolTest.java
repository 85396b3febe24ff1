package flotilla.node.io.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.RawClient;
import flotilla.node.Received;
import flotilla.node.ScriptedEndpoint;
import flotilla.node.TestNode;
import flotilla.node.TestNode.Ended;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Route;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 ";

    private final List<RawClient> clients = new ArrayList<>();

    @TempDir
    Path directory;

    private static PoolPolicy connections(int max) {
        return new PoolPolicy(max, 1000, LONG, LONG, Duration.ZERO);
    }

    private static TestNode before(PoolPolicy pool, Integer... ports) {
        return TestNode.start(
                TestNode.policy(pool), listener -> listener, NodeLimits.DEFAULT, Route.UNLIMITED, List.of(ports));
    }

    @AfterEach
    void closeClients() {
        clients.forEach(RawClient::close);
    }

    private RawClient client(TestNode node) {
        var client = node.client();
        clients.add(client);
        return client;
    }

    /** A client whose connection is served by this I/O thread; the kernel decides that, so several are tried. */
    private RawClient clientOn(TestNode node, int ioThread) throws IOException {
        for (int i = 0; i < 64; i++) {
            var client = client(node);
            var target = "/find/" + clients.size();
            ask(client, target).readAnswer();
            TestNode.await(() -> threadOf(node, target) >= 0);
            if (threadOf(node, target) == ioThread) {
                return client;
            }
        }
        throw new AssertionError("64 connections on one thread");
    }

    private static int threadOf(TestNode node, String target) {
        return node.ended(0).stream()
                .filter(ended -> ended.target().equals(target))
                .mapToInt(Ended::ioThread)
                .findFirst()
                .orElse(-1);
    }

    private static RawClient ask(RawClient client, String target) throws IOException {
        return client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private static void awaitInFlight(TestNode node, int count) {
        TestNode.await(() -> node.node().view().requestsInFlight() == count);
    }

    @Test
    void theBoundOnConnectionsHoldsOverAllThreads() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = before(connections(3), endpoint.port())) {
            for (int i = 0; i < 50; i++) {
                ask(client(node), "/");
            }
            awaitInFlight(node, 50);
            endpoint.awaitRequests(3);
            assertThat(endpoint.connections()).isEqualTo(3);
            assertThat(node.endpoint(0).connections()).isEqualTo(3);

            endpoint.release();

            for (var client : clients) {
                assertThat(client.readAnswer()).startsWith(OK);
                assertThat(node.endpoint(0).connections()).isLessThanOrEqualTo(3);
            }
            assertThat(node.ended(50)).extracting(Ended::ioThread).contains(0, 1);
            node.awaitQuiet();
        }
    }

    @Test
    void thoseWhoWaitOnOneThreadAreServedInTheirOrder() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = before(connections(1), endpoint.port())) {
            var found = new ArrayList<RawClient>();
            for (int i = 0; i < 8; i++) {
                found.add(clientOn(node, 1));
            }
            int before = endpoint.requests();
            endpoint.hold();
            for (int i = 0; i < found.size(); i++) {
                ask(found.get(i), "/" + i);
                awaitInFlight(node, i + 1);
            }
            endpoint.release();
            endpoint.awaitRequests(before + found.size());

            assertThat(endpoint.received().stream().skip(before).map(Received::target))
                    .containsExactly("/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7");
        }
    }

    @Test
    void aQueueThatIsFullRefusesAtOnce() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = before(new PoolPolicy(1, 1, LONG, LONG, Duration.ZERO), endpoint.port())) {
            ask(client(node), "/");
            endpoint.awaitRequests(1);
            ask(client(node), "/");
            awaitInFlight(node, 2);

            assertThat(ask(client(node), "/").readAnswer())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("queue_full");

            endpoint.release();
            assertThat(clients.get(0).readAnswer()).startsWith(OK);
            assertThat(clients.get(1).readAnswer()).startsWith(OK);
            node.awaitQuiet();
            assertThat(node.endpoint(0).failures()).isZero();
        }
    }

    @Test
    void whoWaitsTooLongIsRefused() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = before(new PoolPolicy(1, 10, SHORT, LONG, Duration.ZERO), endpoint.port())) {
            ask(client(node), "/");
            endpoint.awaitRequests(1);

            assertThat(ask(client(node), "/").readAnswer())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("queue_timeout");

            endpoint.release();
            assertThat(clients.get(0).readAnswer()).startsWith(OK);
            assertThat(ask(clients.get(1), "/").readAnswer()).startsWith(OK);
            node.awaitQuiet();
            assertThat(node.endpoint(0).failures()).isZero();
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterItsTime() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = before(new PoolPolicy(10, 10, LONG, SHORT, Duration.ZERO), endpoint.port())) {
            long start = System.nanoTime();
            ask(client(node), "/").readAnswer();
            assertThat(node.endpoint(0).connections()).isOne();

            TestNode.await(() -> endpoint.openConnections() == 0);

            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
            node.awaitQuiet();
            TestNode.await(() -> node.endpoint(0).connections() == 0);
            assertThat(ask(clients.getFirst(), "/").readAnswer()).startsWith(OK);
        }
    }

    @Test
    void anOldConnectionIsNotKept() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = before(new PoolPolicy(10, 10, LONG, LONG, SHORT), endpoint.port())) {
            var client = client(node);
            ask(client, "/").readAnswer();
            long start = System.nanoTime();
            TestNode.await(() -> System.nanoTime() - start > SHORT.toNanos());

            ask(client, "/").readAnswer();

            assertThat(endpoint.connections()).isOne();
            TestNode.await(() -> endpoint.openConnections() == 0);
            ask(client, "/").readAnswer();
            assertThat(endpoint.connections()).isEqualTo(2);
        }
    }

    @Test
    void theLastOneUsedIsReusedFirstSoThatTheRestGrowsOld() throws Exception {
        var idle = Duration.ofSeconds(2); // longer than a busy machine keeps a request
        try (var endpoint = FakeEndpoint.start();
                var node = before(new PoolPolicy(10, 10, LONG, idle, Duration.ZERO), endpoint.port())) {
            var three = List.of(clientOn(node, 0), clientOn(node, 0), clientOn(node, 0));
            TestNode.await(() -> endpoint.openConnections() == 0);
            endpoint.hold();
            for (var client : three) {
                ask(client, "/");
            }
            TestNode.await(() -> endpoint.openConnections() == 3);
            endpoint.release();
            for (var client : three) {
                client.readAnswer();
            }
            int connections = endpoint.connections();
            while (endpoint.openConnections() > 1) {
                assertThat(ask(three.getFirst(), "/").readAnswer()).startsWith(OK);
            }

            assertThat(ask(three.getFirst(), "/").readAnswer()).startsWith(OK);
            assertThat(endpoint.connections()).isEqualTo(connections);
        }
    }

    @Test
    void aPermitFreedOnAnotherThreadWakesWhoWaits() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = before(connections(1), endpoint.port())) {
            var here = clientOn(node, 0);
            var there = clientOn(node, 1);
            for (int i = 0; i < 10; i++) {
                endpoint.hold();
                int before = endpoint.requests();
                ask(here, "/here");
                endpoint.awaitRequests(before + 1);
                ask(there, "/there");
                awaitInFlight(node, 2);
                endpoint.release();

                assertThat(here.readAnswer()).startsWith(OK);
                assertThat(there.readAnswer()).startsWith(OK);
            }
        }
    }

    @Test
    void anIdleConnectionOfAnotherThreadMakesRoom() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = before(connections(1), endpoint.port())) {
            var here = clientOn(node, 0);
            var there = clientOn(node, 1);
            for (int i = 0; i < 10; i++) {
                assertThat(ask(here, "/here").readAnswer()).startsWith(OK);
                assertThat(ask(there, "/there").readAnswer()).startsWith(OK);
            }
            assertThat(node.endpoint(0).connections()).isOne();
        }
    }

    @Test
    void anAnswerStaysWholeIfItsConnectionDiesUnderTheNextRequest() throws Exception {
        try (var endpoint = new ScriptedEndpoint();
                var node = before(connections(1), endpoint.port())) {
            for (int i = 0; i < 12; i++) {
                ask(client(node), "/" + i);
            }
            awaitInFlight(node, 12);
            for (int i = 0; i < 12; i++) {
                var connection = endpoint.accept();
                connection.readHead();
                connection.send(OK + "OK\r\nContent-Length: 5\r\n\r\nwhole");
                connection.socket().setSoLinger(true, 0);
                connection.close();
            }

            for (var client : clients) {
                assertThat(client.readAnswer()).startsWith(OK).endsWith("\r\n\r\nwhole");
                assertThat(client.in().available()).isZero();
            }
        }
    }

    @Test
    void anEndpointThatIsRemovedFinishesWhatItHasAndLosesTheRest() throws Exception {
        try (var gone = FakeEndpoint.start();
                var stays = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(connections(10)),
                        listener -> listener,
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        list(gone, stays))) {
            for (int i = 0; i < 8; i++) {
                ask(client(node), "/").readAnswer();
            }
            var removed = node.endpoint(0);
            assertThat(removed.connections()).isPositive();
            gone.hold();
            int before = gone.requests();
            ask(clients.get(0), "/");
            ask(clients.get(1), "/");
            gone.awaitRequests(before + 1);

            list(stays);

            TestNode.await(() -> removed.connections() == 1);
            gone.release();
            assertThat(clients.get(0).readAnswer()).startsWith(OK);
            assertThat(clients.get(1).readAnswer()).startsWith(OK);
            TestNode.await(() -> removed.connections() == 0);
            assertThat(removed.inFlight()).isZero();
            assertThat(node.endpoints()).hasSize(1);
            assertThat(ask(clients.get(2), "/").readAnswer()).startsWith(OK);
        }
    }

    private URI list(FakeEndpoint... endpoints) throws IOException {
        var next = directory.resolve("next.yaml");
        var file = directory.resolve("upstreams.yaml");
        Files.writeString(
                next,
                Stream.of(endpoints)
                        .map(each -> "- " + each.endpoint().authority() + "\n")
                        .collect(Collectors.joining()));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return URI.create("file:" + file + "?interval=20ms");
    }
}
