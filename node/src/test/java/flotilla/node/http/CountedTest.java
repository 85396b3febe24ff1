package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.TestNode;
import flotilla.node.figures.Buckets;
import flotilla.node.figures.ClientCells;
import flotilla.node.figures.Closing;
import flotilla.node.figures.EndpointFigures;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.route.Fault;
import flotilla.node.route.Route;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a node counts of its requests and connections, over real sockets. */
class CountedTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final Duration DELAY = Duration.ofMillis(200);

    private static long[] row(TestNode node, int endpoint) {
        return node.endpoint(endpoint).figures().row();
    }

    private static long[] clients(TestNode node) {
        var row = new long[ClientCells.WIDTH];
        node.node().figures().listeners().getFirst().cells().forEach(cells -> cells.addTo(row));
        return row;
    }

    private static long closed(TestNode node, Closing.Client why) {
        return clients(node)[ClientCells.CLOSED + why.place()];
    }

    @Test
    void aDelayOfOurOwnIsNotTheEndpointsTime() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            node.node()
                    .faults()
                    .begin("all", new Fault(DELAY, 100, 0, 0, "", ""), Duration.ofMinutes(10), "a test", "");

            client.send(GET).readAnswer();

            assertThat(node.ended(1)).singleElement().satisfies(ended -> {
                assertThat(ended.upstreamNanos()).isPositive();
                // Its wheel counts from the clock's last reading, a tick ago at most.
                assertThat(ended.durationNanos() - ended.upstreamNanos())
                        .isGreaterThan(DELAY.toNanos() - Duration.ofMillis(50).toNanos());
            });
        }
    }

    @Test
    void anEndpointThatIsSlowIsTheEndpointsTime() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send(GET);
            endpoint.awaitRequests(1);
            long held = System.nanoTime();
            TestNode.await(() -> System.nanoTime() - held > DELAY.toNanos());
            endpoint.release();
            client.readAnswer();

            assertThat(node.ended(1))
                    .singleElement()
                    .satisfies(ended -> assertThat(ended.upstreamNanos())
                            .isGreaterThan(DELAY.toNanos())
                            .isLessThanOrEqualTo(ended.durationNanos()));
        }
    }

    @Test
    void countsAnswersAndConnectionsOfAnEndpoint() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint)) {
            try (var client = node.client()) {
                client.send(GET).readAnswer();
                client.send(GET).readAnswer();
                endpoint.status(503);
                client.send(GET).readAnswer();
                node.awaitQuiet();

                var row = row(node, 0);
                assertThat(row[EndpointFigures.ANSWERS + 2]).isEqualTo(2);
                assertThat(row[EndpointFigures.ANSWERS + 5]).isEqualTo(1);
                long answers = 0;
                for (int i = 0; i < Buckets.REQUESTS.size(); i++) {
                    answers += row[EndpointFigures.TO_ANSWER + i];
                }
                assertThat(answers).isEqualTo(3);
                assertThat(row[EndpointFigures.OPENED]).isEqualTo(1);
                assertThat(row[EndpointFigures.REUSED]).isEqualTo(2);
            }
            endpoint.dropConnections();
            TestNode.await(() -> row(node, 0)[EndpointFigures.CLOSED + Closing.Upstream.ENDPOINT.place()] == 1);
        }
    }

    @Test
    void countsWhatCouldNotBeConnectedOrHadNoAnswer() throws IOException {
        try (var endpoint = FakeEndpoint.start().refuse();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send(GET).readAnswer();
            node.awaitQuiet();

            var row = row(node, 0);
            assertThat(row[EndpointFigures.REFUSED]).isPositive();
            assertThat(row[EndpointFigures.ANSWERS]).isEqualTo(row[EndpointFigures.REFUSED]);
            assertThat(row[EndpointFigures.OPENED]).isZero();
            assertThat(reason(row, Reason.CONNECT_REFUSED)).isEqualTo(row[EndpointFigures.REFUSED]);
            assertThat(reasons(row)).isEqualTo(row[EndpointFigures.REFUSED]);
        }
    }

    @Test
    void anAnswerThatWasCutHasItsStatusAndItsReason() throws Exception {
        try (var endpoint = FakeEndpoint.start().cutAnswer();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send(GET).readToEnd();
            node.ended(1);

            var row = row(node, 0);
            assertThat(row[EndpointFigures.ANSWERS + 2]).isOne();
            assertThat(row[EndpointFigures.ANSWERS]).isZero();
            assertThat(reason(row, Reason.RESPONSE_CUT)).isOne();
            assertThat(reasons(row)).isOne();
        }
    }

    private static long reason(long[] row, Reason reason) {
        return row[EndpointFigures.REASONS + reason.place()];
    }

    private static long reasons(long[] row) {
        return Arrays.stream(row, EndpointFigures.REASONS, EndpointFigures.WIDTH)
                .sum();
    }

    @Test
    void everyReasonHasAPlaceOfItsOwnInTheRow() {
        assertThat(Reason.values())
                .extracting(Reason::place)
                .doesNotHaveDuplicates()
                .allMatch(place -> place >= 0 && place < EndpointFigures.MOST_REASONS);
    }

    @Test
    void aTryThatNobodyWaitsForAnyMoreIsNoneThatFailed() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var node = TestNode.before(endpoint)) {
            try (var client = node.client()) {
                client.send(GET);
                endpoint.awaitRequests(1);
            }
            node.awaitQuiet();

            var row = row(node, 0);
            assertThat(row[EndpointFigures.GIVEN_UP]).isOne();
            assertThat(row[EndpointFigures.ANSWERS]).isZero();
            assertThat(reasons(row)).isZero();
        }
    }

    @Test
    void countsWhatHasANameThatIsNoHost() throws IOException {
        try (var node = TestNode.start(
                        TestNode.policy(),
                        listener -> listener,
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        URI.create("fixed:no-such-host.invalid:80"));
                var client = node.client()) {
            client.send(GET).readAnswer();
            node.awaitQuiet();

            var row = row(node, 0);
            assertThat(row[EndpointFigures.REFUSED]).isPositive();
            assertThat(row[EndpointFigures.ANSWERS]).isEqualTo(row[EndpointFigures.REFUSED]);
        }
    }

    @Test
    void countsClientsThatComeAndWhyTheyGo() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint)) {
            try (var client = node.client()) {
                client.send(GET).readAnswer();
            }
            TestNode.await(() -> closed(node, Closing.Client.CLIENT) == 1);
            try (var client = node.client()) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                        .readToEnd();
                TestNode.await(() -> closed(node, Closing.Client.ANSWERED) == 1);
            }

            assertThat(clients(node)[ClientCells.OPENED]).isEqualTo(2);
            assertThat(clients(node)[ClientCells.TURNED_AWAY]).isZero();
        }
    }

    @Test
    void anIoThreadThatIsHeldUpIsLateAndOverdue() throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            // The idle limit of this connection keeps its thread ticking.
            client.send(GET).readAnswer();
            var threads = node.node().figures().threads();

            TestNode.await(() -> threads.stream().anyMatch(thread -> sum(thread.row()) > 0));
            assertThat(threads).hasSize(2);
        }
    }

    private static long sum(long[] row) {
        long sum = 0;
        for (int i = 0; i < Buckets.LAG.size(); i++) {
            sum += row[i];
        }
        return sum;
    }
}
