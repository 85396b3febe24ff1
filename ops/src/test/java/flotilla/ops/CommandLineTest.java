package flotilla.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as its users meet it: a process, its words and its exit code. */
class CommandLineTest {

    @TempDir
    private Path directory;

    @Test
    void withoutArgumentsItHelpsAndLeadsToTheDemo() throws Exception {
        try (var process = FlotillaProcess.start()) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.err()).contains("flotilla demo", "--bind", "-c, --config");
        }
    }

    @Test
    void helpAndVersionAreNoErrors() throws Exception {
        try (var help = FlotillaProcess.start("-h");
                var version = FlotillaProcess.start("--version")) {
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).contains("--active-health-check-interval", "--max-requests-per-minute");
            assertThat(version.exitCode()).isZero();
            assertThat(version.out()).startsWith("flotilla ");
        }
    }

    @Test
    void wrongUsageIsOneLineThatNamesTheOption() throws Exception {
        var fixed = "127.0.0.1:81";
        assertRefused("Unknown option: '--binf'", "--binf");
        assertRefused("--bind: 1100 (expected: <address>:<port>)", "--bind", "1100", "--upstream", fixed);
        assertRefused("--upstream: none (expected: at least one)", "--bind", "127.0.0.1:0");
        assertRefused(
                "--active-health-check-interval: 0 (expected: seconds, more than 0)",
                "--upstream",
                fixed,
                "--active-health-check-interval",
                "0");
        assertRefused(
                "--max-requests-per-minute: -1 (expected: >= 0, 0 for no limit)",
                "--upstream",
                fixed,
                "--max-requests-per-minute",
                "-1");
    }

    private static void assertRefused(String message, String... arguments) throws Exception {
        try (var process = FlotillaProcess.start(arguments)) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.err()).isEqualTo("flotilla: " + message + "\nflotilla --help says more.\n");
        }
    }

    @Test
    void checksAFileWithoutRunningIt() throws Exception {
        var good = config(81);
        var bad = Files.writeString(directory.resolve("bad.yaml"), "version: 1\nlisteners: { web: 80 }\nroute: []\n");

        try (var right = FlotillaProcess.start("-t", "-c", good.toString());
                var wrong = FlotillaProcess.start("-t", "-c", bad.toString());
                var missing = FlotillaProcess.start(
                        "-c", directory.resolve("none.yaml").toString())) {
            assertThat(right.exitCode()).isZero();
            assertThat(right.out()).isEqualTo(good + ": ok (listeners: 1, upstreams: 1, routes: 1)\n");
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.err())
                    .contains(bad + ":2:19: listeners.web: 80 (expected: <address>:<port>)\n")
                    .contains(bad + ":3:8: route: unknown key (did you mean routes?)\n");
            assertThat(missing.exitCode()).isEqualTo(2);
            assertThat(missing.err()).isEqualTo(directory.resolve("none.yaml") + ": no such file\n");
        }
    }

    private Path config(int endpointPort) throws Exception {
        var text = """
                version: 1
                listeners: { web: 127.0.0.1:0 }
                admin: 127.0.0.1:0
                pid_file: $DIR/flotilla.pid
                error_log: $DIR/error.log
                access_log: $DIR/access.log
                upstreams: { shop: { source: 'fixed:127.0.0.1:$PORT' } }
                routes: [ { upstream: shop } ]
                """;
        return Files.writeString(
                directory.resolve("flotilla.yaml"),
                text.replace("$DIR", directory.toString()).replace("$PORT", String.valueOf(endpointPort)));
    }

    @Test
    void aPortInUseIsOneLineThatNamesTheAddress() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = "127.0.0.1:" + taken.getLocalPort();
            try (var process = FlotillaProcess.start("--bind", address, "--upstream", "127.0.0.1:81")) {
                assertThat(process.exitCode()).isEqualTo(1);
                assertThat(process.err().lines().filter(line -> line.startsWith("flotilla:")))
                        .singleElement()
                        .asString()
                        .contains(address)
                        .contains("in use");
                assertThat(process.err()).doesNotContain("\tat ");
            }
        }
    }

    @Test
    void theFormWithoutAFileForwardsAndStopsAtASignal() throws Exception {
        var endpoint = endpoint(new CountDownLatch(0));
        try (var process = FlotillaProcess.start(
                "--bind",
                "127.0.0.1:0",
                "--upstream",
                "127.0.0.1:" + endpoint.getAddress().getPort(),
                "--max-requests-per-minute",
                "0")) {
            int port = process.port("listener main: on ");

            assertThat(get(port, "/hello").body()).isEqualTo("for 127.0.0.1");

            process.signal("TERM");
            assertThat(process.exitCode()).isZero();
            assertThat(process.err()).contains("stopped");
        } finally {
            endpoint.stop(0);
        }
    }

    @Test
    void aStopLetsTheRequestInFlightEndFirst() throws Exception {
        var hold = new CountDownLatch(1);
        var endpoint = endpoint(hold);
        var file = config(endpoint.getAddress().getPort());
        try (var process = FlotillaProcess.start("-c", file.toString());
                var caller = Executors.newSingleThreadExecutor()) {
            Await.until(() -> Files.exists(directory.resolve("flotilla.pid")));
            var log = directory.resolve("error.log");
            Await.until(() -> Files.readString(log).contains("admin: on "));
            int port = portIn(Files.readString(log), "listener web: on ");
            int admin = portIn(Files.readString(log), "admin: on ");
            Await.until(() -> get(admin, "/readyz").statusCode() == 200);
            var slow = caller.submit(() -> get(port, "/slow"));
            Await.until(() -> get(admin, "/metrics").body().contains("flotilla_requests_in_flight 1"));

            process.signal("TERM");
            Await.until(() -> get(admin, "/readyz").statusCode() == 503);
            hold.countDown();

            assertThat(slow.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(process.exitCode()).isZero();
            assertThat(directory.resolve("flotilla.pid")).doesNotExist();
            assertThat(Files.readString(directory.resolve("access.log"))).contains("\"GET /slow HTTP/1.1\" 200");
        } finally {
            hold.countDown();
            endpoint.stop(0);
        }
    }

    private static int portIn(String log, String words) {
        return log.lines()
                .filter(line -> line.contains(words))
                .map(line -> Integer.valueOf(line.substring(line.lastIndexOf(':') + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDecisionIsLoggedWhenAskedFor() throws Exception {
        var endpoint = endpoint(new CountDownLatch(0));
        int endpointPort = endpoint.getAddress().getPort();
        try (var process = FlotillaProcess.start(
                Map.of("FLOTILLA_LOG", "info,flotilla.decision=debug"),
                "--bind",
                "127.0.0.1:0",
                "--upstream",
                "127.0.0.1:" + endpointPort)) {
            int port = process.port("listener main: on ");

            get(port, "/");

            Await.until(() -> process.err()
                    .contains("flotilla.decision  main: least_requests chose 127.0.0.1:" + endpointPort
                            + " of 1 (attempt 1)"));
        } finally {
            endpoint.stop(0);
        }
    }

    /** Answers with the client's address as the node tells it; {@code /slow} only when {@code hold} is open. */
    private static HttpServer endpoint(CountDownLatch hold) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try {
                if (exchange.getRequestURI().getPath().equals("/slow")) {
                    hold.await();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            var body = ("for " + exchange.getRequestHeaders().getFirst("X-Forwarded-For")).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            return client.send(request, BodyHandlers.ofString());
        }
    }
}
