package flotilla.ops.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import flotilla.discovery.NamedFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Posts each order as JSON. 2xx: done. 408, 425, 429, 5xx and trouble with the connection: another time. Anything else is no use to
 * repeat. Its id stands in {@code Idempotency-Key} as well.
 */
final class WebhookDeed implements Deed {

    private final URI url;
    private final Optional<Path> tokenFile;
    private final Duration timeout;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client;

    WebhookDeed(URI url, Optional<Path> tokenFile, Duration timeout) {
        this.url = url;
        this.tokenFile = tokenFile;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public Result carry(Order order) throws InterruptedException {
        try {
            int status = client.send(request(order), BodyHandlers.discarding()).statusCode();
            return new Result(outcome(status), "status " + status);
        } catch (IOException e) {
            return new Result(Outcome.AGAIN, e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static Outcome outcome(int status) {
        if (status >= 200 && status < 300) {
            return Outcome.DONE;
        }
        return status >= 500 || status == 408 || status == 425 || status == 429 ? Outcome.AGAIN : Outcome.REFUSED;
    }

    private HttpRequest request(Order order) throws IOException {
        var request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", order.id())
                .POST(HttpRequest.BodyPublishers.ofString(body(order)));
        if (tokenFile.isPresent()) {
            request.header(
                    "Authorization",
                    "Bearer " + NamedFile.text(tokenFile.get(), UTF_8).strip());
        }
        return request.build();
    }

    private String body(Order order) {
        return json.createObjectNode()
                .put("id", order.id())
                .put("node", order.node())
                .put("upstream", order.upstream())
                .put("wanted", order.wanted())
                .put("present", order.present())
                .put("min", order.min())
                .put("max", order.max())
                .put("signal", order.signal().word())
                .put("reason", order.reason())
                .put("at", order.at().toString())
                .toString();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
