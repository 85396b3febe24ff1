package flotilla.node.io.front;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.TestNode;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.Timeouts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The reason of a failure is one word: in the answer's body, in Proxy-Status, and in what is written down. */
class ReasonTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Pattern PROXY_STATUS =
            Pattern.compile("\r\nProxy-Status: flotilla; error=([a-z_]+); details=\"([a-z_]+)\"\r\n");

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyAnswerOfOurOwnHasItInItsBodyAndInItsProxyStatus(Reason reason) {
        var answer = new String(
                OwnAnswer.to(new Failure(reason, "detail", 3), true, false, new byte[0]), StandardCharsets.US_ASCII);

        assertThat(answer)
                .startsWith("HTTP/1.1 " + reason.status() + " ")
                .contains("\r\nRetry-After: 3\r\n", "\r\nConnection: close\r\n");
        assertAgrees(answer, reason.code());
        assertThat(PROXY_STATUS
                        .matcher(answer)
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1))
                .isEqualTo(reason.proxyStatus());
    }

    private static void assertAgrees(String answer, String reason) {
        var status = PROXY_STATUS.matcher(answer);
        assertThat(status.find()).as(answer).isTrue();
        assertThat(status.group(2)).isEqualTo(reason);
        assertThat(answer).endsWith(": " + reason + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /                                    | bad_request
            GET /../a HTTP/1.1~Host: h               | bad_request
            GET /LONG HTTP/1.1~Host: h               | uri_too_long
            GET / HTTP/1.1~Host: h~X: LONG           | headers_too_large
            TRACE / HTTP/1.1~Host: h                 | not_implemented
            GET / HTTP/1.1~Host: h~Expect: more      | expectation_failed
            GET / HTTP/3.0~Host: h                   | version_not_supported
            POST / HTTP/1.1~Host: h~Content-Length: 11 | body_too_large
            """)
    void whatIsRefusedIsCalledTheSameByClientAndLog(String head, String reason) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(TestNode.policy(), policy -> policy, NodeLimits.DEFAULT, 10, endpoint);
                var client = node.client()) {
            client.send(head.replace("~", "\r\n").replace("LONG", "a".repeat(40_000)) + "\r\n\r\n");

            assertAgrees(client.readAnswer(), reason);
            assertThat(node.ended(1).getFirst().reason()).isEqualTo(reason);
        }
    }

    enum Trouble {
        REFUSES("connect_refused"),
        CLOSES("closed_early"),
        ANSWERS_NONSENSE("bad_response"),
        ANSWERS_AT_LENGTH("response_headers_too_large"),
        IS_SILENT("first_byte_timeout");

        private final String reason;

        Trouble(String reason) {
            this.reason = reason;
        }

        FakeEndpoint of(FakeEndpoint endpoint) {
            return switch (this) {
                case REFUSES -> endpoint.refuse();
                case CLOSES -> endpoint.closeOnRequest();
                case ANSWERS_NONSENSE -> endpoint.raw("nonsense\r\n\r\n");
                case ANSWERS_AT_LENGTH -> endpoint.raw("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
                case IS_SILENT -> endpoint.staySilent();
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void whatAnEndpointFailsToDoIsCalledTheSameByClientAndLog(Trouble trouble) throws IOException {
        var policy = TestNode.policy(new Timeouts(LONG, LONG, SHORT, LONG, Duration.ZERO))
                .withRetry(RetryPolicy.DEFAULT.withAttempts(1));
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(policy, trouble.of(endpoint));
                var client = node.client()) {
            assertAgrees(client.send(GET).readAnswer(), trouble.reason);
            assertThat(node.ended(1).getFirst().reason()).isEqualTo(trouble.reason);
        }
    }

    @Test
    void anAnswerThatIsCutHasItInTheLogAlone() throws IOException {
        try (var endpoint = FakeEndpoint.start().cutAnswer();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send(GET).readToEnd();

            var ended = node.ended(1).getFirst();
            assertThat(ended.status()).isEqualTo(200);
            assertThat(ended.reason()).isEqualTo("response_cut");
        }
    }

    @Test
    void aHeadThatDoesNotComeIsCalledTheSameByClientAndLog() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(),
                        policy -> new ListenerPolicy(
                                policy.bind(), 10, 4096, SHORT, policy.idleTimeout(), policy.trustedProxies()),
                        NodeLimits.DEFAULT,
                        10,
                        endpoint);
                var client = node.client()) {
            assertAgrees(client.send("GET / HTTP").readToEnd(), "client_timeout");
            assertThat(node.ended(1).getFirst().reason()).isEqualTo("client_timeout");
        }
    }

    @Test
    void aConnectionThatIsTurnedAwayIsToldWhy() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(),
                        policy -> new ListenerPolicy(
                                policy.bind(),
                                1,
                                4096,
                                policy.headTimeout(),
                                policy.idleTimeout(),
                                policy.trustedProxies()),
                        NodeLimits.DEFAULT,
                        10,
                        endpoint);
                var first = node.client()) {
            assertThat(first.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
            try (var second = node.client()) {
                var answer = second.readToEnd();

                assertThat(answer).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: 1\r\n");
                assertAgrees(answer, "too_many_connections");
            }
        }
    }
}
