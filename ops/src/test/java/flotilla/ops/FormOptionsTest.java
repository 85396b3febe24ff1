package flotilla.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import flotilla.ops.process.unix.NativeThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each option of the form without a file, and what it does to the process that has it. */
class FormOptionsTest {

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    /** The paths that the endpoint was asked for. */
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private HttpServer endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        endpoint.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            var body = "hello".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        endpoint.start();
    }

    @AfterEach
    void stop() {
        endpoint.stop(0);
        client.close();
    }

    @Test
    void allOfThemTogetherTakeEffect() throws Exception {
        var log = directory.resolve("access.log");
        try (var process = FlotillaProcess.start(
                "--bind", "127.0.0.1:0",
                "--bind", "127.0.0.1:0",
                "--upstream", "127.0.0.1:" + endpoint.getAddress().getPort(),
                "--active-health-check-interval", "1",
                "--active-health-check-path", "/alive",
                "--max-requests-per-minute", "20",
                "--balance", "round_robin",
                "--admin", "127.0.0.1:0",
                "--access-log", log.toString(),
                "--threads", "3")) {
            int second = process.port("listener main2: on ");
            int first = process.port("listener main: on ");
            int admin = process.port("admin: on ");
            Await.until(() -> get(admin, "/readyz").statusCode() == 200);
            assertThat(first).isNotEqualTo(second);

            // One check decides, and on a busy machine one may be late.
            Await.until(() -> get(first, "/one").body().equals("hello"));
            // Whenever the minute begins, so many requests in a row are more than twenty of it.
            Await.until(() -> get(second, "/more").statusCode() == 429);

            Await.until(() -> asked.stream().filter("/alive"::equals).count() >= 2);
            Await.until(() -> Files.readString(log).contains("\"GET /one HTTP/1.1\" 200"));
            Await.until(() -> Files.readString(log).contains("\"GET /more HTTP/1.1\" 429"));
            assertThat(get(admin, "/api/v1/upstreams/main").body()).contains("\"balance\" : \"round_robin\"");
            assertThat(ioThreads(process.pid())).hasSize(3);
        }
    }

    @Test
    void withoutThemThereIsNoLimitAndNeitherChecksNorAdminPortNorAccessLog() throws Exception {
        try (var process = FlotillaProcess.start(
                "--bind",
                "127.0.0.1:0",
                "--upstream",
                "127.0.0.1:" + endpoint.getAddress().getPort())) {
            int port = process.port("listener main: on ");
            Await.until(() -> get(port, "/one").statusCode() == 200);
            for (int i = 0; i < 20; i++) {
                assertThat(get(port, "/one").statusCode()).isEqualTo(200);
            }

            assertThat(asked).containsOnly("/one");
            assertThat(process.out()).isEmpty();
            assertThat(process.err()).doesNotContain("admin: on ");
        }
    }

    @Test
    void theScreenMayBeTheAccessLog() throws Exception {
        try (var process = FlotillaProcess.start(
                "--bind", "127.0.0.1:0",
                "--upstream", "127.0.0.1:" + endpoint.getAddress().getPort(),
                "--access-log", "-")) {
            int port = process.port("listener main: on ");
            Await.until(() -> get(port, "/seen").statusCode() == 200);

            Await.until(() -> process.out().contains("\"GET /seen HTTP/1.1\" 200"));
        }
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** By their names, as the system knows them. */
    private static List<NativeThread> ioThreads(long pid) throws IOException {
        return NativeThread.all(pid).stream()
                .filter(thread -> thread.name().startsWith("flotilla I/O"))
                .toList();
    }
}
