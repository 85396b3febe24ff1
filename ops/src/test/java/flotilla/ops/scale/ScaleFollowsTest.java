package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import flotilla.discovery.Time;
import flotilla.node.FakeEndpoint;
import flotilla.ops.Await;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.process.follow.RunningNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is told while it runs what to advise on, how, and whom to tell. */
class ScaleFollowsTest {

    private static final int CLIENTS = 5;
    private static final int LEARNT = 3 * HoltWinters.BUCKETS;

    private final FakeEndpoint endpoint = FakeEndpoint.start();
    private final Hook hook = new Hook();
    private final Hook other = new Hook();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        endpoint.release();
        endpoint.close();
        hook.close();
        other.close();
    }

    /** @param scale of the upstream; empty: nothing is advised */
    private String config(String scale, String more) {
        return """
                  - { path: /shop, upstream: shop }
                admin: 127.0.0.1:0
                settings: file
                state: %s
                upstreams:
                  shop:
                    source: 'fixed:127.0.0.1:%d'
                    timeouts: { first_byte: 0s, idle: 0s, request: 0s }
                %s
                %s
                """.formatted(
                        directory.resolve("state"),
                        endpoint.port(),
                        scale.isEmpty() ? "" : "    scale: { target_in_flight: 2, target_cpu: 0" + scale + " }",
                        more);
    }

    private static String to(Hook hook) {
        return "scale: { webhook: '" + hook.url() + "' }";
    }

    /** Empty before there is one. */
    private static JsonNode standing(RunningNode node) throws Exception {
        var answer = node.admin("/scale/shop");
        return answer.statusCode() == 200 ? new ObjectMapper().readTree(answer.body()) : MissingNode.getInstance();
    }

    private static int wanted(RunningNode node) throws Exception {
        return standing(node).path("wanted").intValue();
    }

    private static List<Integer> ordered(Hook from) {
        return from.asked().stream()
                .map(each -> each.json().path("wanted").intValue())
                .toList();
    }

    private static void awaitOrdered(Hook from, Integer... numbers) throws Exception {
        assertThat(Await.first(() -> ordered(from), orders -> orders.size() >= numbers.length))
                .containsExactly(numbers);
    }

    @Test
    void anUpstreamGetsAdviceByOtherBoundsToOthersAndNoneAnyMore() throws Exception {
        endpoint.hold();
        var policy = ", forecast: { season: 0s }";
        try (var node = RunningNode.start(directory, config("", ""));
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = held(node, clients);
            assertThat(node.admin("/scale").statusCode()).isEqualTo(404);

            // Five requests, two for each endpoint; there is one.
            node.reload(config(policy, to(hook)));
            Await.until(() -> wanted(node) == 3);
            awaitOrdered(hook, 3);
            assertThat(node.metric("flotilla_scale_wanted_endpoints{upstream=\"shop\"}"))
                    .contains(3.0);

            assertThat(node.put(config(policy + ", max: 2", to(hook)))).isEqualTo(200);
            assertThat(standing(node).path("wanted").intValue()).isEqualTo(2);
            assertThat(standing(node).path("max").intValue()).isEqualTo(2);
            awaitOrdered(hook, 3, 2);

            // There are still not two.
            node.follow(config(policy + ", max: 2", to(other)));
            awaitOrdered(other, 2);
            node.follow(config(policy + ", min: 7", to(other)));
            assertThat(wanted(node)).isEqualTo(7);
            awaitOrdered(other, 2, 7);

            node.follow(config("", ""));
            assertThat(node.admin("/scale/shop").statusCode()).isEqualTo(404);
            assertThat(node.admin("/metrics").body()).doesNotContain("flotilla_scale_");
            assertThat(ordered(hook)).containsExactly(3, 2);
            endpoint.release();
            for (var each : asked) {
                assertThat(each.get()).isEqualTo(200);
            }
        }
    }

    /** Requests that the endpoint has until it releases them. */
    private List<Future<Integer>> held(RunningNode node, ExecutorService clients) throws Exception {
        Await.until(node.process().node()::ready);
        var asked = IntStream.range(0, CLIENTS)
                .mapToObj(_ -> clients.submit(() -> node.ask("/shop")))
                .toList();
        endpoint.awaitRequests(CLIENTS);
        return asked;
    }

    @Test
    void whatIsRefusedChangesNothing() throws Exception {
        try (var node = RunningNode.start(directory, config(", min: 3", to(hook)));
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            awaitOrdered(hook, 3);

            assertThatThrownBy(() -> node.follow(config(", min: 4, max: 3", to(other))))
                    .isInstanceOf(InvalidConfig.class)
                    .hasMessageContaining("upstreams.shop.scale.max: 3 (expected: min to 100000)");
            assertThat(node.put(config(", min: 4", "scale: { webhook: 'ftp://x' }")))
                    .isEqualTo(422);
            assertThat(node.put(config("", to(hook)))).isEqualTo(422);
            var address = "127.0.0.1:" + taken.getLocalPort();
            var text = RunningNode.text(config(", min: 4", to(other)))
                    .replace("web: 127.0.0.1:0", "web: 127.0.0.1:0, more: " + address);
            assertThat(node.refusalOfText(text)).contains(address);
            assertThat(node.config().revision().number()).isEqualTo(1);
            assertThat(standing(node).path("min").intValue()).isEqualTo(3);

            // The webhook is the one that it was: it still gets what is ordered.
            node.follow(config(", min: 5", to(hook)));
            awaitOrdered(hook, 3, 5);
            assertThat(other.asked()).isEmpty();
        }
    }

    @Test
    void whatAForecastHasLearntStaysAndRestsWhereNothingIsAdvised() throws Exception {
        keepDays();
        try (var node = RunningNode.start(directory, config(", max: 50", ""))) {
            Await.until(() -> standing(node).path("forecast").doubleValue() > 0);
            assertLearnt(standing(node).path("learnt").longValue());

            node.follow(config(", max: 40, cool_down: 1m, start_time: 30s, forecast: { percentile: 95 }", ""));
            assertLearnt(standing(node).path("learnt").longValue());
            assertThat(standing(node).path("forecast").doubleValue()).isPositive();
            assertThat(standing(node).path("max").intValue()).isEqualTo(40);

            Files.delete(file());
            node.follow(config("", ""));
            assertLearnt(kept());
            node.follow(config(", max: 30", ""));
            Await.until(() -> standing(node).path("forecast").doubleValue() > 0);
            assertLearnt(standing(node).path("learnt").longValue());
            Files.delete(file());
        }
        assertLearnt(kept());
    }

    /** Another part of the day may have ended since. */
    private static void assertLearnt(long seen) {
        assertThat(seen).isBetween((long) LEARNT, LEARNT + 1L);
    }

    private long kept() {
        return Optional.ofNullable(new Notebook(Optional.of(file())).read().get("shop"))
                .orElseThrow()
                .course()
                .seen();
    }

    private Path file() {
        return directory.resolve("state").resolve("scale.json");
    }

    /** Three days until now, as a process would have kept them. */
    private void keepDays() throws Exception {
        Files.createDirectories(directory.resolve("state"));
        var policy = new ScalePolicy(
                1, 50, 2, 0, "", Duration.ofSeconds(90), Duration.ofMinutes(5), 10, ForecastPolicy.DEFAULT);
        var forecast = new Forecast(policy.forecast(), 60_000);
        long bucket = policy.forecast().season().toMillis() / HoltWinters.BUCKETS;
        long now = Time.system().now().toEpochMilli() / bucket;
        for (long each = now - LEARNT; each <= now; each++) {
            forecast.learn(each * bucket, 20);
        }
        new Notebook(Optional.of(file()))
                .write(Map.of("shop", forecast.learnt(policy).orElseThrow()));
    }
}
