package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.RawClient;
import flotilla.node.TestNode;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a request waits for between two tries: what an endpoint asks for, as far as the policy and time allow. */
class RetryWaitsTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String PUT = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabcdef";
    private static final RetryPolicy ON_503 = RetryPolicy.DEFAULT.withStatuses(503);

    private static UpstreamPolicy policy(RetryPolicy retry) {
        return TestNode.policy().withRetry(retry);
    }

    @Test
    void waitsAsLongAsTheOnlyEndpointAsksFor() throws Exception {
        try (var endpoint = FakeEndpoint.start().status(503).header("Retry-After", "1");
                var node = TestNode.before(policy(ON_503), endpoint);
                var client = node.client()) {
            long start = System.nanoTime();
            client.send(PUT);
            endpoint.awaitRequests(1);
            TestNode.await(
                    () -> node.node().view().upstreams().getFirst().retries().retries() == 1);
            endpoint.status(200);

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(endpoint.last().body()).isEqualTo("abcdef");
        }
    }

    @Test
    void passesOnTheAnswerOfAnEndpointThatAsksForMoreThanThePolicyWaits() throws IOException {
        try (var endpoint = FakeEndpoint.start().status(503).header("Retry-After", "30");
                var node = TestNode.before(policy(ON_503.withSameEndpoint(true)), endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\r\nRetry-After: 30\r\n");
            assertThat(endpoint.requests()).isOne();
        }
    }

    @Test
    void leavesAloneAnEndpointThatAskedAnotherRequestForIt() throws IOException {
        try (var one = FakeEndpoint.start().status(503).header("Retry-After", "60");
                var other = FakeEndpoint.start().status(503).header("Retry-After", "60");
                var node = TestNode.before(policy(ON_503), one, other);
                var client = node.client()) {
            client.send(GET).readAnswer();
            client.send(GET).readAnswer();

            assertThat(node.ended(2)).extracting(TestNode.Ended::attempts).containsExactly(2, 1);
        }
    }

    @Test
    void noBackOffGoesBeyondTheTimeForTheWholeRequest() throws IOException {
        var timeouts = new Timeouts(LONG, LONG, LONG, LONG, Duration.ofSeconds(5));
        var retry = ON_503.withMaxRetryAfter(Duration.ofSeconds(10));
        try (var endpoint = FakeEndpoint.start().status(503).header("Retry-After", "6");
                var node = TestNode.before(TestNode.policy(timeouts).withRetry(retry), endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 503 Fake");
            assertThat(endpoint.requests()).isOne();
        }
    }

    @Test
    void aClientThatLeavesDuringTheBackOffLeavesNothingBehind() throws Exception {
        var retry = ON_503.withMaxRetryAfter(Duration.ofSeconds(60));
        try (var endpoint = FakeEndpoint.start().status(503).header("Retry-After", "30");
                var node = TestNode.before(policy(retry), endpoint)) {
            try (RawClient client = node.client()) {
                client.send(PUT);
                endpoint.awaitRequests(1);
                TestNode.await(() ->
                        node.node().view().upstreams().getFirst().retries().retries() == 1);
            }

            assertThat(node.ended(1).getFirst().status()).isEqualTo(499);
            node.awaitQuiet();
            assertThat(endpoint.requests()).isOne();
        }
    }
}
