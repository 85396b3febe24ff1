package flotilla.node.io.tls;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.ScriptedEndpoint;
import flotilla.node.TestNode;
import flotilla.node.figures.EndpointFigures;
import flotilla.node.health.HealthPolicy;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.tls.TestAuthority;
import flotilla.node.tls.TestServerTls;
import flotilla.node.tls.Tls;
import flotilla.node.tls.TlsPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request whose endpoint is not to be spoken to over TLS. */
class TlsFailureTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);

    static Stream<Arguments> untrustworthy() {
        var authority = Tls.AUTHORITY;
        return Stream.of(
                Arguments.of("signed by nobody known", new TestAuthority("Other").issue("127.0.0.1"), Tls.policy()),
                Arguments.of("for another address", authority.issue("127.0.0.2", "localhost"), Tls.policy()),
                Arguments.of("expired", authority.issueExpired("127.0.0.1"), Tls.policy()),
                Arguments.of("for no alternative name", authority.issueByCommonName("127.0.0.1"), Tls.policy()),
                Arguments.of(
                        "for another name",
                        authority.issue("127.0.0.1", "a.b.example"),
                        Tls.policy().withServerName("b.example")),
                Arguments.of(
                        "for a name as its subject alone",
                        authority.issueByCommonName("a.example"),
                        Tls.policy().withServerName("a.example")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("untrustworthy")
    void sendsNothingToAnEndpointWhoseCertificateIs(String what, flotilla.node.tls.TlsIdentity shown, TlsPolicy policy)
            throws IOException {
        try (var endpoint = FakeEndpoint.start(TestServerTls.of(shown));
                var node = TestNode.before(TestNode.policy().withTls(policy), endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("tls_failed");

            assertThat(node.ended(1).getFirst().reason()).isEqualTo("tls_failed");
            assertThat(endpoint.requests()).isZero();
            assertThat(node.endpoint(0).failures()).isOne();
            TestNode.await(() -> node.endpoint(0).connections() == 0);
            node.awaitQuiet();
        }
    }

    @Test
    void believesAnybodyIfThePolicySaysSo() throws IOException {
        var policy = TlsPolicy.DEFAULT.withEnabled(true).withVerify(false);
        var stranger = new TestAuthority("Other").issueExpired("elsewhere.example");
        try (var endpoint = FakeEndpoint.start(TestServerTls.of(stranger));
                var node = TestNode.before(TestNode.policy().withTls(policy), endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void showsItsCertificateToAnEndpointThatAsks(String protocol) throws IOException {
        var tls = TestServerTls.thatAsks(Tls.AUTHORITY.issue("127.0.0.1"), Tls.AUTHORITY.certificate())
                .only(protocol);
        var known = Tls.policy().withIdentity(Tls.AUTHORITY.issue("node.example"));
        try (var endpoint = FakeEndpoint.start(tls);
                var node = TestNode.before(TestNode.policy().withTls(known), endpoint);
                var stranger = TestNode.before(Tls.upstream(), endpoint);
                var client = node.client();
                var strangersClient = stranger.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");

            assertThat(strangersClient.send(GET).readAnswer())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("tls_failed");
            assertThat(endpoint.requests()).isOne();
        }
    }

    @Test
    void goesToAnotherEndpointIfOneWantsACertificate() throws IOException {
        var asking = TestServerTls.thatAsks(Tls.AUTHORITY.issue("127.0.0.1"), Tls.AUTHORITY.certificate());
        try (var one = FakeEndpoint.start(asking);
                var other = FakeEndpoint.start(Tls.server());
                var node = TestNode.before(Tls.upstream(), one, other);
                var client = node.client()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(other.requests()).isEqualTo(10);
        }
    }

    @Test
    void anEndpointThatSpeaksPlainText() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node(Tls.upstream());
                var client = node.client()) {
            client.send(GET);
            try (var side = endpoint.accept()) {
                side.send("HTTP/1.1 400 Bad Request\r\n\r\n");

                assertThat(client.readAnswer()).startsWith("HTTP/1.1 502 ").contains("tls_failed");
                node.awaitQuiet();
                TestNode.await(() -> node.endpoint(0).connections() == 0);
            }
        }
    }

    @Test
    void anEndpointThatClosesInTheHandshake() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node(Tls.upstream());
                var client = node.client()) {
            client.send(GET);
            endpoint.accept().close();

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 502 ").contains("tls_failed");
            node.awaitQuiet();
        }
    }

    @Test
    void anEndpointThatNeverAnswersTheHandshake() throws IOException {
        var timeouts = new Timeouts(LONG, SHORT, LONG, LONG, Duration.ZERO);
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node(TestNode.policy(timeouts).withTls(Tls.policy()));
                var client = node.client()) {
            client.send(GET);

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 504 ").contains("tls_timeout");
            assertThat(node.ended(1).getFirst().reason()).isEqualTo("tls_timeout");
            assertThat(node.endpoint(0).failures()).isOne();
            assertThat(node.endpoint(0).figures().row()[EndpointFigures.REFUSED])
                    .isOne();
            TestNode.await(() -> node.endpoint(0).connections() == 0);
            node.awaitQuiet();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void oneOfThreeThatFailsCostsNoRequest(String method) throws IOException {
        var wrong = TestServerTls.of(new TestAuthority("Other").issue("127.0.0.1"));
        try (var bad = FakeEndpoint.start(wrong);
                var good = FakeEndpoint.start(Tls.server());
                var better = FakeEndpoint.start(Tls.server());
                var node = TestNode.before(Tls.upstream(), bad, good, better);
                var client = node.client()) {
            for (int i = 0; i < 12; i++) {
                client.send(method + " / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            }

            assertThat(good.requests() + better.requests()).isEqualTo(12);
            assertThat(node.endpoint(0).failures()).isPositive();
        }
    }

    @Test
    void leavesTheRotationAfterHandshakesLostInARow() throws IOException {
        var base = Tls.upstream();
        var health = new HealthPolicy(Duration.ZERO, 0, Duration.ofSeconds(1), 1, 1, "", "", "200", "", 3);
        var policy = new UpstreamPolicy(base.balance(), health, base.pool(), base.timeouts(), base.host())
                .withBreaker(BreakerPolicy.DEFAULT.withOpen(Duration.ofMinutes(1), Duration.ofMinutes(1)))
                .withTls(base.tls());
        var wrong = TestServerTls.of(new TestAuthority("Other").issue("127.0.0.1"));
        try (var bad = FakeEndpoint.start(wrong);
                var good = FakeEndpoint.start(Tls.server());
                var node = TestNode.start(
                        policy,
                        listener -> listener,
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        List.of(bad.port(), good.port()));
                var client = node.client()) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200 ");
            }

            TestNode.await(() -> !node.node()
                    .view()
                    .upstreams()
                    .getFirst()
                    .endpoints()
                    .getFirst()
                    .verdict()
                    .up());
        }
    }
}
