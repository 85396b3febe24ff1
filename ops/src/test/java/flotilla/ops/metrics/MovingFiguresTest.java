package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.FakeEndpoint;
import flotilla.node.Node;
import flotilla.node.NodeContext;
import flotilla.node.RawClient;
import flotilla.node.telemetry.Telemetry;
import flotilla.ops.Await;
import flotilla.ops.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is rare is counted when it happens: each of these figures moves in a live node, by as much as it should. */
class MovingFiguresTest {

    private static final String CONFIG = """
            version: 1
            threads: 1
            admin: off
            listeners: { web: 127.0.0.1:0, few: { bind: 127.0.0.1:0, max_connections: 1 } }
            upstreams:
              good: { source: 'fixed:127.0.0.1:$GOOD', $UNCHECKED }
              queued: { source: 'fixed:127.0.0.1:$HELD', pool: { max_connections: 1, queue_timeout: 60s }, $UNCHECKED }
              broken: { source: 'fixed:127.0.0.1:$BAD', $ONCE, $UNCHECKED }
              trio:
                source: 'fixed:127.0.0.1:$FLAKY,127.0.0.1:$GOOD,127.0.0.1:$TOO'
                balance: round_robin
                retry: { attempts: 1 }
                outliers: { interval: 200ms, ejection: 5m }
                $UNCHECKED
              lost: { source: 'fixed:127.0.0.1:$HELD', fallback: good, $ONCE, timeouts: { first_byte: 50ms }, $UNCHECKED }
              hedged:
                source: 'fixed:127.0.0.1:$HELD,127.0.0.1:$HEL2'
                retry: { hedge: { percentile: 0, delay: 20ms } }
                $UNCHECKED
              turning: { source: 'fixed:127.0.0.1:$TOO', health: { interval: 50ms, timeout: 30s, rise: 1, fall: 1 } }
            routes:
              - { upstream: good }
              - { path: /queued, upstream: queued }
              - { path: /broken, upstream: broken }
              - { path: /trio, upstream: trio }
              - { path: /lost, upstream: lost }
              - { path: /hedged, upstream: hedged }
              - { path: /turning, upstream: turning }
            """;

    private static final String OK = "HTTP/1.1 200 ";

    @TempDir
    private Path directory;

    private final FakeEndpoint bad = FakeEndpoint.start().status(503);
    private final FakeEndpoint flaky = FakeEndpoint.start().failing(3);
    private final FakeEndpoint held = FakeEndpoint.start().hold();
    private final FakeEndpoint heldToo = FakeEndpoint.start().hold();
    private final FakeEndpoint good = FakeEndpoint.start();
    private final FakeEndpoint goodToo = FakeEndpoint.start();
    private final List<RawClient> clients = new ArrayList<>();
    private Node node;
    private Metrics metrics;

    @BeforeEach
    void start() throws Exception {
        var text = CONFIG.replace("$UNCHECKED", "health: { interval: 0, failures: 0 }")
                .replace(
                        "$ONCE",
                        "balance: round_robin, retry: { attempts: 1 }, breaker: { open: 60s, window: 60s }, outliers: { interval: 0 }")
                .replace("$BAD", String.valueOf(bad.port()))
                .replace("$FLAKY", String.valueOf(flaky.port()))
                .replace("$HELD", String.valueOf(held.port()))
                .replace("$HEL2", String.valueOf(heldToo.port()))
                .replace("$GOOD", String.valueOf(good.port()))
                .replace("$TOO", String.valueOf(goodToo.port()));
        var file = Files.writeString(directory.resolve("flotilla.yaml"), text);
        var sources = Sources.load(SourceContext.of(Time.system()));
        node = Node.start(
                ConfigFile.read(file, sources).node(), NodeContext.of(sources, Telemetry.NONE, Time.system()));
        metrics = new Metrics(MetricsPolicy.DEFAULT, node, List::of, new RequestCounters(1), () -> 0, Time.system());
        Await.until(node::ready);
    }

    @AfterEach
    void close() {
        clients.forEach(RawClient::close);
        metrics.close();
        node.close();
        List.of(bad, flaky, held, heldToo, good, goodToo).forEach(FakeEndpoint::close);
    }

    private RawClient client(String listener) {
        var client = new RawClient(Objects.requireNonNull(node.addresses().get(listener)));
        clients.add(client);
        return client;
    }

    private RawClient ask(String path) throws IOException {
        return client("web").send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    private String answer(String path) throws IOException {
        return ask(path).readAnswer();
    }

    private double value(String name) {
        return Exposed.of(metrics.collect()).series().getOrDefault(name, -1.0);
    }

    private void await(String name, double value) throws Exception {
        Await.first(() -> value(name), seen -> seen == value);
    }

    private static String of(FakeEndpoint endpoint, String upstream) {
        return "{endpoint=\"127.0.0.1:" + endpoint.port() + "\",upstream=\"" + upstream + "\"}";
    }

    @Test
    void whoIsOneTooManyAtAListener() throws Exception {
        assertThat(client("few").send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readAnswer())
                .startsWith(OK);
        assertThat(value("flotilla_listener_connections_turned_away_total{listener=\"few\"}"))
                .isZero();

        client("few");
        client("few");

        await("flotilla_listener_connections_turned_away_total{listener=\"few\"}", 2);
        await("flotilla_listener_connections_opened_total{listener=\"few\"}", 1);
    }

    @Test
    void requestsThatWaitForAConnection() throws Exception {
        var waiting = List.of(ask("/queued"), ask("/queued"), ask("/queued"));

        await("flotilla_endpoint_queue" + of(held, "queued"), 2);
        await("flotilla_endpoint_connections" + of(held, "queued"), 1);
        held.release();
        for (var each : waiting) {
            assertThat(each.readAnswer()).startsWith(OK);
        }
        await("flotilla_endpoint_queue" + of(held, "queued"), 0);
    }

    @Test
    void aBreakerThatOpensAndRefuses() throws Exception {
        // As many as it takes by default.
        for (int i = 0; i < 20; i++) {
            assertThat(answer("/broken")).startsWith("HTTP/1.1 503 ");
        }
        await("flotilla_endpoint_breaker_opened_total" + of(bad, "broken"), 1);
        await("flotilla_endpoint_breaker_state" + of(bad, "broken"), 2);
        assertThat(value("flotilla_endpoint_breaker_refused_total" + of(bad, "broken")))
                .isZero();

        answer("/broken");

        Await.first(() -> value("flotilla_endpoint_breaker_refused_total" + of(bad, "broken")), seen -> seen > 0);
        await("flotilla_upstream_outliers_total{kind=\"breaker\",upstream=\"broken\"}", 1);
    }

    @Test
    void anEndpointThatIsEjected() throws Exception {
        var ejections = "flotilla_endpoint_ejections_total" + of(flaky, "trio");
        assertThat(value(ejections)).isZero();
        var client = client("web");
        Await.until(() -> {
            for (int i = 0; i < 30; i++) {
                client.send("GET /trio HTTP/1.1\r\nHost: h\r\n\r\n").readAnswer();
            }
            return value(ejections) > 0;
        });

        await(ejections, 1);
        await("flotilla_endpoint_ejected" + of(flaky, "trio"), 1);
        await("flotilla_upstream_ejected{upstream=\"trio\"}", 1);
        await("flotilla_upstream_outliers_total{kind=\"success_rate\",upstream=\"trio\"}", 1);
        assertThat(value("flotilla_endpoint_ejections_total" + of(good, "trio")))
                .isZero();
    }

    @Test
    void requestsThatTheFallbackGets() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(answer("/lost")).startsWith(OK);
        }

        await("flotilla_upstream_fallbacks_total{upstream=\"lost\"}", 3);
        await("flotilla_endpoint_failures_total" + of(held, "lost"), 3);
    }

    @Test
    void aSecondTryBesideAFirst() throws Exception {
        var asked = ask("/hedged");
        await("flotilla_upstream_hedges_total{upstream=\"hedged\"}", 1);
        held.release();
        heldToo.release();

        assertThat(asked.readAnswer()).startsWith(OK);
        assertThat(value("flotilla_upstream_hedges_total{upstream=\"hedged\"}")).isOne();
    }

    @Test
    void aVerdictThatTurnsAndTurnsBack() throws Exception {
        var changes = "flotilla_endpoint_verdict_changes_total" + of(goodToo, "turning");
        await("flotilla_endpoint_up" + of(goodToo, "turning"), 1);
        assertThat(value(changes)).isZero();

        goodToo.refuse();
        await(changes, 1);
        await("flotilla_endpoint_up" + of(goodToo, "turning"), 0);
        goodToo.accept();
        await(changes, 2);
        await("flotilla_endpoint_up" + of(goodToo, "turning"), 1);
    }
}
