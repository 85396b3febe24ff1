package flotilla.ops.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
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
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose plug-ins, of all four kinds, throw exceptions and errors in every method. */
class TroubledPluginTest {

    @TempDir
    private Path directory;

    private HttpServer endpoint;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        var plugins = Files.createDirectory(directory.resolve("plugins"));
        var source = Objects.requireNonNull(TroubledPluginTest.class.getResource("Trouble.java"))
                .toURI();
        new PluginJar(Files.createTempDirectory(directory, "workshop"))
                .source(Path.of(source))
                .service("flotilla.discovery.UpstreamSource$Provider", "Trouble$Source")
                .service("flotilla.node.balance.Balancer$Provider", "Trouble$Over")
                .service("flotilla.node.balance.Balancer$Provider", "Trouble$Pick")
                .service("flotilla.node.http.Stage$Provider", "Trouble$Deep")
                .service("flotilla.node.cluster.Cluster$Provider", "Trouble$Party")
                .write(plugins.resolve("trouble.jar"));
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        endpoint.start();
    }

    @AfterEach
    void stop() {
        endpoint.stop(0);
        client.close();
    }

    private String config(String source) throws IOException {
        return Files.writeString(directory.resolve("f.yaml"), """
                version: 1
                listeners: { web: { bind: 127.0.0.1:0 } }
                admin: 127.0.0.1:0
                cluster: { node: n1, plugin: { name: party } }
                upstreams:
                  well: { source: "$WELL" }
                  over: { source: "$WELL", balance: over }
                  pick: { source: "$WELL", balance: pick }
                  lost: { source: "$SOURCE" }
                routes:
                  - { path: /over, upstream: over }
                  - { path: /pick, upstream: pick }
                  - { path: /lost, upstream: lost }
                  - { path: /deep, upstream: well, stages: [deep] }
                  - { upstream: well }
                """.replace(
                                "$WELL",
                                "fixed:127.0.0.1:" + endpoint.getAddress().getPort())
                        .replace("$SOURCE", source))
                .toString();
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void whateverTheyThrowTheNodeServesWhatIsNotTheirs() throws Exception {
        try (var process = FlotillaProcess.start("-c", config("trouble:start"))) {
            int web = process.port("listener web: on");
            int admin = process.port("admin: on");
            Await.until(() -> get(web, "/").statusCode() == 204);
            for (int i = 0; i < 3; i++) {
                assertThat(get(web, "/over").statusCode()).isEqualTo(500);
                assertThat(get(web, "/pick").statusCode()).isEqualTo(500);
                assertThat(get(web, "/deep").statusCode()).isEqualTo(500);
                assertThat(get(web, "/lost").statusCode()).isEqualTo(503);
                assertThat(get(web, "/").statusCode()).isEqualTo(204);
            }
            assertThat(get(admin, "/api/v1/cluster").body())
                    .contains("unknown: the plug-in party threw; the log has it");
            Await.until(() -> process.err().contains("balancer over, or what it called, threw over 1 endpoints")
                    && process.err().contains("source trouble:start threw as it began to watch")
                    && process.err().contains("cluster party: its plug-in threw as it was asked to join"));

            process.signal("TERM");
            assertThat(process.exitCode()).isZero();
        }
    }

    @Test
    void aSourceThatCannotBeOpenedIsAMistakeInTheConfiguration() throws Exception {
        try (var process = FlotillaProcess.start("-t", "-c", config("trouble:open"))) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.err())
                    .contains(
                            "upstreams.lost.source",
                            "trouble:open",
                            "its plug-in says java.lang.NoClassDefFoundError: gone");
        }
    }
}
