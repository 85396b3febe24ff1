package flotilla.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals to the program as a process of its own. */
class SignalsTest {

    /** In place of a status: the connection was closed before an answer. */
    private static final int CUT = -1;

    @TempDir
    private Path directory;

    private final CountDownLatch hold = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.setExecutor(callers);
        endpoint.createContext("/", exchange -> {
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                await(hold);
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        endpoint.start();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        hold.countDown();
        endpoint.stop(0);
        callers.close();
    }

    @Test
    void anInterruptStopsAtOnceAndCutsWhatIsInFlight() throws Exception {
        Assumptions.assumeFalse(FlotillaProcess.inheritsIgnoredInterrupt(), "this shell ignores SIGINT");
        try (var process = started()) {
            var cut = slowRequest(process);

            process.signal("INT");

            assertThat(process.exitCode()).isZero();
            assertThat(cut).succeedsWithin(Duration.ofSeconds(20)).isIn(CUT, 503);
            assertThat(process.err()).contains("SIGINT: stops at once", "stopped");
        }
    }

    @Test
    void anInterruptDuringAStopEndsWithoutAnotherWord() throws Exception {
        Assumptions.assumeFalse(FlotillaProcess.inheritsIgnoredInterrupt(), "this shell ignores SIGINT");
        try (var process = started()) {
            var cut = slowRequest(process);
            process.signal("TERM");
            Await.until(() -> process.err().contains("stopping: up to 30 s for 1 requests in flight"));

            process.signal("INT");

            assertThat(process.exitCode()).isEqualTo(130);
            assertThat(cut).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(CUT);
            assertThat(process.err()).contains("SIGTERM: stops once what is in flight has ended");
        }
    }

    @Test
    void answersAfterAStopBeganEndTheirConnections() throws Exception {
        try (var process = started();
                var client = new Socket(InetAddress.getLoopbackAddress(), process.port("listener main: on "))) {
            int admin = process.port("admin: on ");
            client.setSoTimeout(60_000);
            Await.until(() -> status(admin, "/readyz") == 200);
            client.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(UTF_8));
            Await.until(() -> body(admin, "/metrics").contains("flotilla_requests_in_flight 1"));

            process.signal("TERM");
            // Said once it sends its clients away.
            Await.until(() -> status(admin, "/readyz") == 503);
            hold.countDown();

            assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 204 ")
                    .containsIgnoringCase("\r\nConnection: close\r\n");
            assertThat(process.exitCode()).isZero();
        }
    }

    private FlotillaProcess started() throws IOException {
        return FlotillaProcess.start(
                "--bind",
                "127.0.0.1:0",
                "--upstream",
                "127.0.0.1:" + endpoint.getAddress().getPort(),
                "--admin",
                "127.0.0.1:0");
    }

    private Future<Integer> slowRequest(FlotillaProcess process) throws Exception {
        int port = process.port("listener main: on ");
        int admin = process.port("admin: on ");
        Await.until(() -> status(admin, "/readyz") == 200);
        var slow = callers.submit(() -> status(port, "/slow"));
        Await.until(() -> body(admin, "/metrics").contains("flotilla_requests_in_flight 1"));
        return slow;
    }

    @Test
    void logsAreReopenedUnderTheirNamesAndNoLineIsLost() throws Exception {
        var events = directory.resolve("error.log");
        var requests = directory.resolve("access.log");
        var file = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                listeners: { web: 127.0.0.1:0 }
                admin: off
                error_log: $DIR/error.log
                access_log: $DIR/access.log
                upstreams: { shop: { source: 'fixed:127.0.0.1:$PORT' } }
                routes: [ { upstream: shop } ]
                """.replace("$DIR", directory.toString())
                .replace("$PORT", String.valueOf(endpoint.getAddress().getPort())));
        try (var process = FlotillaProcess.start("-c", file.toString())) {
            int port = portInFile(events);
            var before = callers.submit(() -> send(port, 0, 400));

            var movedEvents = Files.move(events, directory.resolve("error.log.1"));
            var movedRequests = Files.move(requests, directory.resolve("access.log.1"));
            process.signal("USR1");
            Await.until(() -> Files.exists(events) && Files.exists(requests));
            before.get();
            send(port, 400, 450);
            process.signal("TERM");

            assertThat(process.exitCode()).isZero();
            assertThat(Stream.of(movedRequests, requests)
                            .flatMap(SignalsTest::lines)
                            .map(line -> line.replaceAll(".*GET /(\\d+) .*", "$1")))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 450).mapToObj(String::valueOf).toList());
            assertThat(lines(requests)).anyMatch(line -> line.contains("GET /449 "));
            // It may have seen by itself that its file was moved away.
            assertThat(Stream.of(movedEvents, events).flatMap(SignalsTest::lines))
                    .anyMatch(line -> line.contains("SIGUSR1: reopens the logs"));
            assertThat(lines(movedEvents)).noneMatch(line -> line.contains("SIGTERM"));
            assertThat(lines(events)).anyMatch(line -> line.contains("SIGTERM"));
        }
    }

    private int portInFile(Path log) throws Exception {
        Await.until(() -> Files.exists(log) && lines(log).anyMatch(line -> line.contains("listener web: on ")));
        var line = lines(log)
                .filter(one -> one.contains("listener web: on "))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    private static Stream<String> lines(Path file) {
        try {
            return List.copyOf(Files.readAllLines(file, UTF_8)).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int send(int port, int from, int to) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            for (int i = from; i < to; i++) {
                client.send(request(port, "/" + i), BodyHandlers.discarding());
            }
        }
        return to;
    }

    private static int status(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request(port, path), BodyHandlers.discarding()).statusCode();
        } catch (IOException _) {
            return CUT;
        }
    }

    private static String body(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request(port, path), BodyHandlers.ofString()).body();
        }
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }
}
