package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.ScriptedEndpoint;
import flotilla.node.TestNode;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which header fields pass, and what is said of the client. */
class HeadersTest {

    @Test
    void dropsHopByHopFieldsOfARequest() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: X-Secret, keep-alive\r\nX-Secret: 1\r\n"
                            + "Connection: X-Other\r\nX-Other: 1\r\n"
                            + "Proxy-Authorization: Basic eA==\r\nTE: gzip\r\nKeep-Alive: timeout=5\r\n"
                            + "Proxy-Connection: x\r\nUpgrade: foo\r\nX-Kept: one  two\r\n\r\n")
                    .readAnswer();

            var seen = endpoint.last();
            assertThat(List.of(
                            "Connection",
                            "X-Secret",
                            "X-Other",
                            "Proxy-Authorization",
                            "TE",
                            "Keep-Alive",
                            "Proxy-Connection",
                            "Upgrade"))
                    .allSatisfy(name -> assertThat(seen.header(name)).isEmpty());
            assertThat(seen.header("X-Kept")).isPresent();
            assertThat(seen.header("Via")).contains("1.1 flotilla");
        }
    }

    @Test
    void dropsHopByHopFieldsOfAnAnswer() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.1 200 Fine\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\n"
                        + "Upgrade: h2c\r\nProxy-Authenticate: x\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok");

                assertThat(client.readAnswer()).isEqualTo("HTTP/1.1 200 Fine\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok");
            }
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            try (var again = endpoint.accept()) {
                assertThat(again.readHead()).startsWith("GET / ");
            }
        }
    }

    @Test
    void passesOneOfTwoEqualLengthsOn() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok");

                assertThat(client.readAnswer()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        }
    }

    @Test
    void replacesWhatAnUntrustedClientSaysOfItself() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send("GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Host: evil\r\n"
                            + "X-Forwarded-Proto: https\r\nX-Forwarded-Port: 1\r\nForwarded: for=6.6.6.6\r\n"
                            + "X-Real-IP: 6.6.6.6\r\n\r\n")
                    .readAnswer();

            var seen = endpoint.last();
            assertThat(seen.header("X-Forwarded-For")).contains("127.0.0.1");
            assertThat(seen.header("X-Forwarded-Host")).contains("shop");
            assertThat(seen.header("X-Forwarded-Proto")).contains("http");
            assertThat(seen.header("X-Forwarded-Port"))
                    .contains(Integer.toString(node.address().getPort()));
            assertThat(seen.header("Forwarded")).contains("for=127.0.0.1;proto=http");
            assertThat(seen.header("X-Real-IP")).isEmpty();
        }
    }

    @Test
    void continuesWhatATrustedProxySays() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.start(
                        TestNode.policy(),
                        listener -> trusting(listener, "127.0.0.0/8"),
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        endpoint);
                var client = node.client()) {
            client.send("GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-For: 8.8.8.8\r\n"
                            + "X-Forwarded-Proto: https\r\nForwarded: for=9.9.9.9;proto=https\r\n\r\n")
                    .readAnswer();

            var seen = endpoint.last();
            assertThat(seen.header("X-Forwarded-For")).contains("9.9.9.9, 8.8.8.8, 127.0.0.1");
            assertThat(seen.header("X-Forwarded-Proto")).contains("https");
            assertThat(seen.header("X-Forwarded-Host")).contains("shop");
            assertThat(seen.header("Forwarded")).contains("for=9.9.9.9;proto=https, for=127.0.0.1");
        }
    }

    private static ListenerPolicy trusting(ListenerPolicy policy, String network) {
        return new ListenerPolicy(
                policy.bind(),
                policy.maxConnections(),
                policy.maxHeaderBytes(),
                policy.headTimeout(),
                policy.idleTimeout(),
                List.of(network));
    }

    @Test
    void sendsTheHostThatTheUpstreamIsToGet() throws IOException {
        assertThat(hostSeen("keep")).isEqualTo("shop.example:81");
        assertThat(hostSeen("endpoint")).startsWith("127.0.0.1:");
        assertThat(hostSeen("inner.example")).isEqualTo("inner.example");
    }

    private static String hostSeen(String rule) throws IOException {
        var policy = TestNode.policy();
        var upstream = new UpstreamPolicy(policy.balance(), policy.health(), policy.pool(), policy.timeouts(), rule);
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(upstream, endpoint);
                var client = node.client()) {
            client.send("GET / HTTP/1.1\r\nHost: shop.example:81\r\n\r\n").readAnswer();
            return endpoint.last().header("Host").orElse("");
        }
    }

    @Test
    void sendsATargetInAbsoluteFormAsAPath() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send("GET http://shop/a?b HTTP/1.1\r\nHost: shop\r\n\r\n").readAnswer();

            assertThat(endpoint.last().target()).isEqualTo("/a?b");
        }
    }

    @Test
    void namesItselfAndTheErrorInProxyStatus() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            endpoint.refuse();

            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readAnswer())
                    .startsWith("HTTP/1.1 502 Bad Gateway")
                    .contains("Proxy-Status: flotilla; error=connection_refused");
        }
    }
}
