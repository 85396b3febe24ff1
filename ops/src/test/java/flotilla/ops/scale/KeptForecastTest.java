package flotilla.ops.scale;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import flotilla.ops.config.ConfigFile;
import flotilla.ops.process.NodeProcess;
import flotilla.ops.process.Signals;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a forecast has learnt, over the end of the process that learnt it. */
class KeptForecastTest {

    private static final int LEARNT = 3 * HoltWinters.BUCKETS;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        http.shutdownNow();
    }

    @Test
    void aProcessForeseesAtOnceWhatTheOneBeforeHadLearnt() throws Exception {
        keepDays();

        try (var process = FlotillaProcess.start("-c", config().toString())) {
            int admin = process.port("admin: on");
            var standing = Await.first(
                    () -> standing(admin), each -> each.path("learnt").intValue() > 0);

            // Another part of the day may have ended since.
            assertThat(standing.path("learnt").intValue()).isBetween(LEARNT, LEARNT + 1);
            assertThat(standing.path("forecast").doubleValue()).isPositive();
            Await.until(() -> process.err().contains("scale: shop: what was learnt before goes on with a season"));

            process.signal("TERM");
            assertThat(process.exitCode()).isZero();
        }
        var kept = requireNonNull(new Notebook(Optional.of(file())).read().get("shop"));
        assertThat(kept.course().seen()).isBetween((long) LEARNT, LEARNT + 1L);
        assertThat(kept.course().whole()).isTrue();
    }

    @Test
    void aProcessBeginsAnewWhereTheFileIsBroken() throws Exception {
        keepDays();
        var whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length / 2));

        try (var process = FlotillaProcess.start("-c", config().toString())) {
            int admin = process.port("admin: on");
            var standing = Await.first(
                    () -> standing(admin), each -> each.path("known").booleanValue());

            assertThat(standing.path("learnt").intValue()).isZero();
            Await.until(() -> process.err().contains("begins anew, as " + file() + " cannot be used: "));
            assertThat(directory.resolve("scale.json.unusable")).exists();
        }
    }

    /** Else two would advise, and the old one by the few clients that it has left. */
    @Test
    void whoHasHandedOverAdvisesNoMoreWhileItsLastClientsGo() throws Exception {
        keepDays();
        var before = Files.getLastModifiedTime(file());
        var settings = ConfigFile.read(config(), Sources.load(SourceContext.of(Time.system())));
        var client = new Socket();
        try (var process = NodeProcess.start(settings, Time.system())) {
            client.connect(requireNonNull(process.node().addresses().get("web")));
            client.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            Await.until(() -> process.node().view().clientConnections() == 1);

            var draining = Thread.ofVirtual().start(() -> process.stop(Signals.Stop.HANDED_OVER));

            Await.until(() -> !Files.getLastModifiedTime(file()).equals(before));
            assertThat(draining.isAlive()).isTrue();
            client.close();
            draining.join();
        } finally {
            client.close();
        }
    }

    private Path file() {
        return directory.resolve("scale.json");
    }

    private Path config() throws IOException {
        return Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                threads: 1
                state: %s
                settings: file
                admin: 127.0.0.1:0
                stop_timeout: 2m
                listeners: { web: { bind: 127.0.0.1:0, head_timeout: 2m } }
                upstreams:
                  shop: { source: 'fixed:127.0.0.1:1', scale: { target_in_flight: 20, target_cpu: 0 } }
                routes: [ { upstream: shop } ]
                """.formatted(directory));
    }

    /** Three days until now, as a process would have kept them. */
    private void keepDays() {
        var policy = new ScalePolicy(
                1, 10, 20, 0, "", Duration.ofSeconds(90), Duration.ofMinutes(5), 10, ForecastPolicy.DEFAULT);
        var forecast = new Forecast(policy.forecast(), 60_000);
        long bucket = policy.forecast().season().toMillis() / HoltWinters.BUCKETS;
        long now = Time.system().now().toEpochMilli() / bucket;
        for (long each = now - LEARNT; each <= now; each++) {
            forecast.learn(each * bucket, 10 + 5 * Math.sin(2 * Math.PI * each / HoltWinters.BUCKETS));
        }
        new Notebook(Optional.of(file()))
                .write(Map.of("shop", forecast.learnt(policy).orElseThrow()));
    }

    private JsonNode standing(int admin) throws Exception {
        var url = URI.create("http://127.0.0.1:" + admin + "/scale");
        var answer = http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
        return new ObjectMapper().readTree(answer.body()).path(0);
    }
}
