package flotilla.ops.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mean share of CPU that each upstream's endpoints use, as Prometheus answers the upstream's query (its HTTP API, an instant
 * query). The answer has to be one number from 0 to 100, 1 being all of one endpoint's CPU, not older than two minutes; any other
 * is trouble, which is logged when it begins, and with trouble nothing is known once the last good answer is two minutes old.
 *
 * <p>Threads: a virtual one asks every 15 seconds; {@link #of} may come from any.
 */
final class PrometheusCpu implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PrometheusCpu.class);

    static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final Duration LIFE = Duration.ofMinutes(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_WORDS = 200;
    private static final double MOST = 100;

    private record Answer(double share, long atMillis) {}

    private final URI base;
    private final Map<String, String> queries;
    private final Time time;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private final HttpClient client;
    private @Nullable Loop loop;

    /**
     * Asks nothing before the {@link #start}.
     *
     * @param base where Prometheus is; below it is {@code api/v1/query}
     * @param queries by upstream
     */
    PrometheusCpu(URI base, Map<String, String> queries, Time time) {
        this.base = base;
        this.queries = queries;
        this.time = time;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
    }

    void start() {
        loop = Loop.start("scale-prometheus", time, new Questions());
    }

    /** What another one was answered to the same question holds here too; before the start. */
    void takeOver(PrometheusCpu before) {
        if (before.base.equals(base)) {
            before.answers.forEach((upstream, answer) -> {
                if (Objects.equals(before.queries.get(upstream), queries.get(upstream))) {
                    answers.put(upstream, answer);
                }
            });
        }
    }

    /** The newest good answer for the upstream, while it holds. */
    OptionalDouble of(String upstream) {
        var answer = answers.get(upstream);
        return answer == null || time.now().toEpochMilli() - answer.atMillis > LIFE.toMillis()
                ? OptionalDouble.empty()
                : OptionalDouble.of(answer.share);
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
        client.shutdownNow();
    }

    private void ask(String upstream, String query) throws InterruptedException {
        try {
            var url = base.toString().replaceAll("/+$", "") + "/api/v1/query?query="
                    + URLEncoder.encode(query, StandardCharsets.UTF_8);
            var request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
            var answer = client.send(request, BodyHandlers.ofString());
            answers.put(upstream, read(answer.statusCode(), answer.body()));
            if (troubles.remove(upstream) != null) {
                LOG.info("scale: {}: Prometheus answers again", upstream);
            }
        } catch (IOException e) {
            var words = String.valueOf(e.getMessage());
            if (troubles.put(upstream, words) == null) {
                LOG.warn("scale: {}: no cpu from Prometheus at {}: {}", upstream, base, words);
            }
        }
    }

    private Answer read(int status, String body) throws IOException {
        if (status != 200) {
            throw new IOException("status " + status + " (expected: 200): " + words(body));
        }
        var result = json.readTree(body).path("data").path("result");
        var sample = result.isArray() && result.size() == 1 ? result.path(0).path("value") : result;
        if (sample.size() != 2 || !sample.path(0).isNumber() || !sample.path(1).isTextual()) {
            throw new IOException(words(body) + " (expected: one number)");
        }
        return new Answer(share(sample), moment(sample));
    }

    private static double share(JsonNode sample) throws IOException {
        var text = sample.path(1).asText();
        try {
            double share = Double.parseDouble(text);
            if (share >= 0 && share <= MOST) {
                return share;
            }
        } catch (NumberFormatException e) {
            throw new IOException(words(text) + " (expected: a share of CPU from 0 to 100)", e);
        }
        throw new IOException(words(text) + " (expected: a share of CPU from 0 to 100)");
    }

    private long moment(JsonNode sample) throws IOException {
        long at = Math.round(1000 * sample.path(0).asDouble());
        long age = time.now().toEpochMilli() - at;
        if (age > LIFE.toMillis()) {
            throw new IOException(
                    "the answer is " + age / 1000 + " s old (expected: at most " + LIFE.toSeconds() + ")");
        }
        return at;
    }

    private static String words(String text) {
        var printable = text.replaceAll("[^ -~]+", " ");
        return printable.length() <= MAX_WORDS ? printable : printable.substring(0, MAX_WORDS) + "...";
    }

    private final class Questions implements Loop.Round {

        @Override
        public Duration run() throws InterruptedException {
            for (var each : queries.entrySet()) {
                ask(each.getKey(), each.getValue());
            }
            return INTERVAL;
        }

        @Override
        public Duration failed(Throwable cause) {
            LOG.error("scale: asking Prometheus failed; it goes on", cause);
            return INTERVAL;
        }
    }
}
