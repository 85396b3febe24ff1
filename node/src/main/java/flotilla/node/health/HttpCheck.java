package flotilla.node.health;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Time;
import flotilla.node.tls.EndpointTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Sends one GET on a connection of its own and judges the answer's status, and its body if the policy names a text. The
 * answer must be HTTP/1.1 or HTTP/1.0 to the letter (RFC 9112); without a text to look for it is not read beyond its head.
 */
final class HttpCheck implements HealthCheck {

    private final HealthPolicy policy;
    private final EndpointTls tls;
    private final Time time;
    private final StatusRange expected;
    private final String text;

    HttpCheck(HealthPolicy policy, EndpointTls tls, Time time) {
        this.policy = policy;
        this.tls = tls;
        this.time = time;
        this.expected = StatusRange.of(policy.status());
        // Bodies are searched as bytes, one in each character.
        this.text = new String(policy.body().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public CheckResult run(Endpoint endpoint) {
        try (var connection = CheckConnection.open(endpoint, tls, time, policy.timeout())) {
            connection.send(request(endpoint));
            var answer = CheckAnswer.read(connection);
            var result = judge(answer);
            return new CheckResult(result.good(), result.reason(), LoadReport.cpu(answer.load()));
        } catch (IOException e) {
            return new CheckResult(false, "http check: " + CheckConnection.words(e, policy.timeout()));
        }
    }

    private byte[] request(Endpoint endpoint) {
        String host = policy.host().isEmpty() ? endpoint.authority() : policy.host();
        return """
                GET %s HTTP/1.1\r
                Host: %s\r
                User-Agent: flotilla-check\r
                Accept: */*\r
                Connection: close\r
                \r
                """.formatted(policy.http(), host).getBytes(StandardCharsets.ISO_8859_1);
    }

    private CheckResult judge(CheckAnswer answer) throws IOException {
        if (!expected.contains(answer.status())) {
            return new CheckResult(false, "http check: " + answer.status() + " (expected: " + expected + ")");
        }
        if (!text.isEmpty() && !answer.body(HealthPolicy.MAX_BODY).contains(text)) {
            return new CheckResult(
                    false, "http check: " + answer.status() + " without the text \"" + policy.body() + "\"");
        }
        return new CheckResult(true, "http check: " + answer.status());
    }
}
