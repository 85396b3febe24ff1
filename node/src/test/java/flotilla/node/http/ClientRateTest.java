package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.RawClient;
import flotilla.node.TestNode;
import flotilla.node.TestNode.Ended;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Route;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ClientRateTest {

    private static final int LIMIT = 3;
    private static final Pattern RETRY_AFTER = Pattern.compile("\r\nRetry-After: (\\d+)\r\n");

    @Test
    void refusesWhatIsAboveTheLimitAndSaysWhenToComeAgain() throws Exception {
        var limits = new NodeLimits(100, NodeLimits.DEFAULT.maxBufferBytes(), LIMIT);
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(PoolPolicy.DEFAULT), listener -> listener, limits, Route.UNLIMITED, endpoint);
                var client = node.client()) {
            for (int i = 0; i < LIMIT; i++) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer())
                        .startsWith("HTTP/1.1 200 ");
            }

            var refusal = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer();

            assertThat(refusal).startsWith("HTTP/1.1 429 Too Many Requests\r\n").contains("client_rate");
            var wait = RETRY_AFTER.matcher(refusal);
            assertThat(wait.find()).isTrue();
            assertThat(Integer.parseInt(wait.group(1))).isBetween(1, 60);
            assertThat(endpoint.requests()).isEqualTo(LIMIT);
            assertThat(node.ended(LIMIT + 1)).extracting(Ended::reason).contains(Reason.CLIENT_RATE.code());
        }
    }

    @Test
    void countsWhomATrustedProxyNamesAndNotTheProxy() throws Exception {
        var limits = new NodeLimits(100, NodeLimits.DEFAULT.maxBufferBytes(), LIMIT);
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(PoolPolicy.DEFAULT),
                        listener -> listener.withTrustedProxies(List.of("127.0.0.0/8")),
                        limits,
                        Route.UNLIMITED,
                        endpoint);
                var proxy = node.client()) {
            for (int i = 0; i < LIMIT; i++) {
                assertThat(statusFor(proxy, "203.0.113." + i + ", 9.9.9.9")).isEqualTo("200");
            }

            assertThat(statusFor(proxy, "203.0.113.7, 9.9.9.9")).isEqualTo("429");
            assertThat(statusFor(proxy, "8.8.8.8")).isEqualTo("200");
        }
    }

    private static String statusFor(RawClient proxy, String chain) throws Exception {
        var answer = proxy.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + chain + "\r\n\r\n")
                .readAnswer();
        return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    }
}
