package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.node.FakeEndpoint;
import flotilla.node.tls.EndpointTls;
import flotilla.node.tls.TlsPolicy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCheckTest {

    private static final EndpointTls PLAIN = EndpointTls.of(TlsPolicy.DEFAULT);

    private final FakeEndpoint fake = FakeEndpoint.start();

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void connectsForATcpCheckAndAsksNothing() {
        assertThat(check("", "", "200", "")).isEqualTo(new CheckResult(true, "tcp check: connected"));
        assertThat(fake.requests()).isZero();

        fake.refuse();

        assertThat(check("", "", "200", "")).isEqualTo(new CheckResult(false, "tcp check: connection refused"));
    }

    @Test
    void sendsOneGetOnAConnectionOfItsOwn() {
        var result = check("/health?deep=1", "shop.example", "200", "");

        assertThat(result).isEqualTo(new CheckResult(true, "http check: 200"));
        assertThat(fake.last().method()).isEqualTo("GET");
        assertThat(fake.last().target()).isEqualTo("/health?deep=1");
        assertThat(fake.last().header("Host")).contains("shop.example");
        assertThat(fake.last().header("Connection")).contains("close");
    }

    @Test
    void asksForTheEndpointItselfWithoutAHost() {
        check("/", "", "200", "");

        assertThat(fake.last().header("Host")).contains("127.0.0.1:" + fake.port());
    }

    @Test
    void countsTheStatusesOfThePolicy() {
        fake.status(503);

        assertThat(check("/", "", "200-399", ""))
                .isEqualTo(new CheckResult(false, "http check: 503 (expected: 200-399)"));
        assertThat(check("/", "", "200,503", "").good()).isTrue();
    }

    @Test
    void looksForTheTextInTheFirst64KiB() {
        fake.body("x".repeat(64 * 1024 - 5) + "grün");
        assertThat(check("/", "", "200", "grün").good()).isTrue();

        fake.body("x".repeat(64 * 1024 - 2) + "grün");
        assertThat(check("/", "", "200", "grün"))
                .isEqualTo(new CheckResult(false, "http check: 200 without the text \"grün\""));
    }

    @Test
    void findsTextAcrossChunks() {
        fake.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nI a\r\n6;x=y\r\nm well\r\n0\r\n\r\n");

        assertThat(check("/", "", "200", "I am well").good()).isTrue();
    }

    @Test
    void waitsForTheAnswerAfterInterimOnes() {
        fake.raw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");

        assertThat(check("/", "", "204", "")).isEqualTo(new CheckResult(true, "http check: 204"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SSH-2.0-OpenSSH^ | not an answer in HTTP/1: \"SSH-2.0-OpenSSH\"",
                "HTTP/1.1 20 OK^^ | not an answer in HTTP/1",
                "HTTP/2 200^^ | not an answer in HTTP/1",
                "HTTP/1.1 200 OK~A: b^^ | line without CRLF",
                "HTTP/1.1 200 OK^A b^^ | not a header line: \"A b\"",
                "HTTP/1.1 200 OK^A : b^^ | not a header line",
                "HTTP/1.1 200 OK^Content-Length: 2^Content-Length: 2^^ok | framed twice",
                "HTTP/1.1 200 OK^Content-Length: 2^Transfer-Encoding: chunked^^ok | framed twice",
                "HTTP/1.1 200 OK^Content-Length: -1^^ | unknown framing",
                "HTTP/1.1 200 OK^Transfer-Encoding: gzip^^ | unknown framing",
                "HTTP/1.1 200 OK^Transfer-Encoding: chunked^^zz^ | not a chunk size",
                "HTTP/1.1 200 OK^Transfer-Encoding: chunked^^1^ab^0^^ | chunk longer than its size",
                "HTTP/1.1 200 OK^Content-Length: 9^^half | body ends early",
                "HTTP/1.1 200 OK^A: b^ | head ends early"
            })
    void refusesWhatIsNotHttp(String bytes, String reason) {
        fake.raw(bytes.replace("^", "\r\n").replace("~", "\n"));

        var result = check("/", "", "200", "text");

        assertThat(result.good()).isFalse();
        assertThat(result.reason()).startsWith("http check: " + reason);
    }

    @Test
    void saysHowTheConnectionEnded() {
        fake.closeOnRequest();
        assertThat(check("/", "", "200", "").reason()).isEqualTo("http check: closed without an answer");

        fake.resetOnRequest();
        assertThat(check("/", "", "200", "").reason()).isEqualTo("http check: connection reset");

        fake.refuse();
        assertThat(check("/", "", "200", "").reason()).isEqualTo("http check: connection refused");
    }

    @Test
    void givesUpOnASilentEndpointAfterTheTimeout() {
        fake.staySilent();

        var result = HealthCheck.of(policy("/", "", "200", "", Duration.ofMillis(150)), PLAIN, Time.system())
                .run(fake.endpoint());

        assertThat(result).isEqualTo(new CheckResult(false, "http check: nothing within 150 ms"));
    }

    private CheckResult check(String http, String host, String status, String body) {
        return HealthCheck.of(policy(http, host, status, body, Duration.ofSeconds(10)), PLAIN, Time.system())
                .run(fake.endpoint());
    }

    private static HealthPolicy policy(String http, String host, String status, String body, Duration timeout) {
        return new HealthPolicy(Duration.ofSeconds(1), 0, timeout, 1, 1, http, host, status, body, 1);
    }
}
