package flotilla.ops.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import flotilla.ops.api.AdminNode;
import flotilla.ops.status.NodeClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code flotilla ctl top} at a real node with real traffic. */
class TopTest {

    private static final String CLEAR = "\u001b[H\u001b[2J";

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private HttpServer endpoint;
    private static final Pattern COUNTED =
            Pattern.compile("(?m)^flotilla_request_duration_seconds_count\\{[^}]*} (\\S+)");

    private AdminNode node;
    private int sent;

    @BeforeEach
    void start() throws Exception {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/bad") ? 503 : 204, -1);
            exchange.close();
        });
        endpoint.start();
        node = AdminNode.of(directory, """
                version: 1
                admin: 127.0.0.1:0
                listeners: { web: 127.0.0.1:0 }
                upstreams: { shop: { source: 'fixed:127.0.0.1:%d' } }
                routes: [ { name: all, upstream: shop } ]
                """.formatted(endpoint.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        node.close();
        endpoint.stop(0);
        client.close();
    }

    /** Lets something happen in each pause, which takes as long as it is asked for and no time at all. */
    private static final class Scenes implements Time {

        private final Deque<Callable<?>> scenes = new ArrayDeque<>();
        private long nanos;

        private Scenes(Callable<?>... all) {
            scenes.addAll(List.of(all));
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos);
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            if (scenes.isEmpty()) {
                throw new InterruptedException("the end");
            }
            try {
                scenes.removeFirst().call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            nanos += duration.toNanos();
        }
    }

    private Object send(int count, String path) throws Exception {
        var port = node.port("web");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        for (int i = 0; i < count; i++) {
            client.send(request, BodyHandlers.discarding());
        }
        sent += count;
        // Its client may know of an answer before it is counted; this is counted last.
        return Await.first(this::counted, seen -> seen == sent);
    }

    private double counted() throws Exception {
        var metrics = HttpRequest.newBuilder(URI.create("http://" + node.address() + "/metrics"))
                .build();
        return COUNTED.matcher(client.send(metrics, BodyHandlers.ofString()).body())
                .results()
                .mapToDouble(one -> Double.parseDouble(one.group(1)))
                .sum();
    }

    private void top(boolean terminal, Scenes scenes) throws Exception {
        var command = new TopCommand();
        new CommandLine(command).parseArgs("--interval", "10s");
        try (var asked = NodeClient.at(node.address())) {
            command.run(asked, new PrintStream(said, true, StandardCharsets.UTF_8), terminal, scenes);
        }
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsTheRatesThatWereSent() throws Exception {
        send(7, "/");

        top(false, new Scenes(() -> send(50, "/")));

        assertThat(said())
                .containsPattern("(?m)^all +5\\.0 +\\d")
                .containsPattern("(?m)^shop +127\\.0\\.0\\.1:\\d+ +up +1\\.00 +5\\.0 +0\\.0 +0 ")
                .contains("0 in flight")
                .doesNotContain("\u001b");
    }

    @Test
    void looksAgainAndAgainAtATerminalAndEachLookIsOfItsOwnTime() throws Exception {
        var scenes = new Scenes(() -> send(50, "/"), () -> send(20, "/"), () -> "nothing");

        assertThatThrownBy(() -> top(true, scenes)).isInstanceOf(InterruptedException.class);

        var looks = said().split(Pattern.quote(CLEAR), -1);
        assertThat(looks).hasSize(4);
        assertThat(looks[0]).as("lines end at the terminal's edge").isEqualTo("\u001b[?7l");
        assertThat(looks[1]).containsPattern("(?m)^all +5\\.0 ");
        assertThat(looks[2]).containsPattern("(?m)^all +2\\.0 ");
        assertThat(looks[3]).containsPattern("(?m)^all +0\\.0 +- +-").endsWith("\u001b[?7h");
    }

    @Test
    void aNodeThatGoesAwayIsAskedAgain() throws Exception {
        var scenes = new Scenes(
                () -> "nothing",
                () -> {
                    node.close();
                    return "gone";
                },
                () -> "nothing");

        assertThatThrownBy(() -> top(true, scenes)).isInstanceOf(InterruptedException.class);

        var looks = said().split(Pattern.quote(CLEAR), -1);
        assertThat(looks[1]).contains("0 in flight");
        assertThat(looks[2]).contains(node.address(), "asks again; Ctrl-C ends it");
        assertThat(looks[3]).contains("asks again");
    }

    @Test
    void atARealTerminalItClearsAndWhenItEndsLinesWrapAgain() throws Exception {
        // script(1) gives a program a terminal; a narrow one here.
        var inTerminal = "exec script -qefc \"stty cols 40 rows 10; exec $(printf '%q ' \"$@\")\" /dev/null";
        try (var top = FlotillaProcess.startBy(
                List.of("bash", "-c", inTerminal, "terminal"),
                "ctl",
                "top",
                "--interval",
                "100ms",
                "--admin",
                node.address())) {
            Await.until(() -> top.out().split(Pattern.quote(CLEAR), -1).length > 3);
            assertThat(top.out()).startsWith("\u001b[?7l").doesNotContainPattern("\u001b\\[[0-9;]*m");

            var itself = ProcessHandle.of(top.pid())
                    .orElseThrow()
                    .descendants()
                    .filter(one -> one.info().command().orElse("").endsWith("/java"));
            itself.forEach(ProcessHandle::destroy);

            top.exitCode();
            assertThat(top.out()).endsWith("\u001b[?7h");
        }
    }
}
