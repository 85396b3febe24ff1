package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Time;
import flotilla.node.FakeEndpoint;
import flotilla.node.ScriptedEndpoint;
import flotilla.node.tls.EndpointTls;
import flotilla.node.tls.TestAuthority;
import flotilla.node.tls.TestServerTls;
import flotilla.node.tls.Tls;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of endpoints that speak TLS. */
class TlsCheckTest {

    private static final EndpointTls TLS = EndpointTls.of(Tls.policy());

    private static CheckResult check(String http, EndpointTls tls, Endpoint endpoint, Duration timeout) {
        var policy = new HealthPolicy(Duration.ofSeconds(1), 0, timeout, 1, 1, http, "", "200", "", 1);
        return HealthCheck.of(policy, tls, Time.system()).run(endpoint);
    }

    private static CheckResult check(String http, Endpoint endpoint) {
        return check(http, TLS, endpoint, Duration.ofSeconds(10));
    }

    @Test
    void askOverTls() {
        var server = Tls.server();
        try (var fake = FakeEndpoint.start(server)) {
            assertThat(check("/health", fake.endpoint())).isEqualTo(new CheckResult(true, "http check: 200"));
            assertThat(check("", fake.endpoint())).isEqualTo(new CheckResult(true, "tcp check: connected"));
            assertThat(fake.requests()).isOne();
            assertThat(fake.last().target()).isEqualTo("/health");
        }
    }

    @Test
    void askOverTlsWhereTheEndpointSaysHttps() {
        var tls = EndpointTls.of(Tls.policy().withEnabled(false));
        try (var fake = FakeEndpoint.start(Tls.server())) {
            var endpoint = fake.endpoint().withLabels(Map.of("protocol", "https"));

            assertThat(check("/", tls, endpoint, Duration.ofSeconds(10)).good()).isTrue();
            assertThat(check("/", tls, fake.endpoint(), Duration.ofSeconds(10)).good())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void failOnACertificateThatIsNotBelieved(String http) {
        try (var fake = FakeEndpoint.start(TestServerTls.of(new TestAuthority("Other").issue("127.0.0.1")))) {
            assertThat(check(http, fake.endpoint()).reason())
                    .contains("check: tls: ")
                    .contains("unable to find valid certification path");
        }
        try (var fake = FakeEndpoint.start(TestServerTls.of(Tls.AUTHORITY.issue("a.example")))) {
            assertThat(check(http, fake.endpoint()).reason())
                    .contains("check: tls: ")
                    .contains("the certificate is for a.example, not for 127.0.0.1");
        }
    }

    @Test
    void failOnAnEndpointThatSpeaksPlainText() {
        try (var fake = FakeEndpoint.start()) {
            assertThat(check("", fake.endpoint()).good()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void giveUpOnAHandshakeThatIsNotAnsweredInTime(String http) {
        try (var endpoint = new ScriptedEndpoint()) {
            var result = check(http, TLS, Endpoint.of("127.0.0.1", endpoint.port()), Duration.ofMillis(150));

            assertThat(result.good()).isFalse();
            assertThat(result.reason()).endsWith("check: nothing within 150 ms");
        }
    }
}
