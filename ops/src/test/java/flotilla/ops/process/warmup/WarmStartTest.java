package flotilla.ops.process.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import flotilla.ops.process.unix.Datagram;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a process says that it is ready, and to whom. */
class WarmStartTest {

    @TempDir
    private Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer endpoint;

    @BeforeEach
    void open() throws Exception {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        endpoint.start();
    }

    @AfterEach
    void close() {
        endpoint.stop(0);
        client.close();
    }

    @Test
    void servesWhileItWarmsUpAndSaysThatItIsNotReadyYet() throws Exception {
        try (var systemd = Datagram.bind(directory.resolve("notify").toString());
                var process = start("1m")) {
            int port = process.port("listener web: on ");
            int admin = process.port("admin: on ");

            assertThat(get(port, "/").statusCode()).isEqualTo(204);
            var readiness = get(admin, "/readyz");
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.body()).isEqualTo("not ready\nwarms up, or stops\n");
            assertThat(systemd.receive()).isEmpty();

            process.signal("TERM");
            assertThat(process.exitCode()).isZero();
        }
    }

    @Test
    void isReadyWhenItIsWarmAndNobodySeesItsOwnRequests() throws Exception {
        try (var systemd = Datagram.bind(directory.resolve("notify").toString());
                var process = start("200ms")) {
            int port = process.port("listener web: on ");
            int admin = process.port("admin: on ");

            Await.until(() -> systemd.receive().startsWith("READY=1\n"));
            assertThat(get(admin, "/readyz").statusCode()).isEqualTo(200);
            assertThat(process.err()).contains("warm-up: ");
            assertThat(get(port, "/seen").statusCode()).isEqualTo(204);
            var metrics = Await.first(() -> get(admin, "/metrics").body(), text -> text.contains("route=\"shop\""));
            assertThat(metrics).doesNotContain("warm");

            process.signal("TERM");
            assertThat(process.exitCode()).isZero();
        }
        assertThat(Files.readAllLines(directory.resolve("access.log")))
                .singleElement()
                .asString()
                .contains("/seen");
    }

    private FlotillaProcess start(String warmUp) throws Exception {
        var file = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                warm_up: $WARM_UP
                listeners: { web: 127.0.0.1:0 }
                admin: 127.0.0.1:0
                access_log: { file: $DIR/access.log }
                upstreams: { shop: { source: 'fixed:127.0.0.1:$PORT' } }
                routes: [ { name: shop, upstream: shop } ]
                """.replace("$WARM_UP", warmUp)
                .replace("$DIR", directory.toString())
                .replace("$PORT", String.valueOf(endpoint.getAddress().getPort())));
        return FlotillaProcess.start(
                Map.of("NOTIFY_SOCKET", directory.resolve("notify").toString()), "-c", file.toString());
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
