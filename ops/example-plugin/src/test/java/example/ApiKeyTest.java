package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plug-in as it is used: its jar, loaded by the program, in front of a server that says what it got. */
@Timeout(90)
class ApiKeyTest {

    @TempDir
    private Path directory;

    @Test
    void onlyAKnownKeyPassesAndItsServerLearnsWhoseItIs() throws Exception {
        var plugins = Files.createDirectory(directory.resolve("plugins"));
        Files.copy(Path.of(System.getProperty("plugin.jar")), plugins.resolve("api-key.jar"));
        var server = server();
        var config = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                listeners: { web: { bind: 127.0.0.1:0 } }
                admin: { bind: off }
                upstreams: { api: { source: "fixed:127.0.0.1:%d" } }
                routes:
                  - { upstream: api, stages: [{ name: api_key, options: { alice: %s } }] }
                """.formatted(server.getAddress().getPort(), hash("a key of alice")));
        var flotilla = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        System.getProperty("flotilla.jar"),
                        "-c",
                        config.toString())
                .redirectErrorStream(true)
                .start();
        try (var log = flotilla.inputReader();
                var client = HttpClient.newHttpClient()) {
            var address = URI.create("http://127.0.0.1:" + port(log) + "/");
            var unknown = HttpRequest.newBuilder(address).header("X-Api-Key", "a guess").build();
            var known = HttpRequest.newBuilder(address)
                    .header("X-Api-Key", "a key of alice")
                    .header("X-Api-User", "root")
                    .build();

            assertEquals(401, client.send(unknown, BodyHandlers.ofString()).statusCode());
            var answer = client.send(known, BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            assertEquals("[alice] null", answer.body());
        } finally {
            flotilla.destroyForcibly();
            server.stop(0);
        }
    }

    private static HttpServer server() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var got = exchange.getRequestHeaders();
            var text = (got.get("X-Api-User") + " " + got.get("X-Api-Key")).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String hash(String key) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    /** Where it listens, as its log says. */
    private static int port(BufferedReader log) throws IOException {
        var said = new StringBuilder();
        for (var line = log.readLine(); line != null; line = log.readLine()) {
            said.append(line).append('\n');
            if (line.contains("listener web: on ")) {
                return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            }
        }
        assertTrue(false, "it ended and said " + said);
        return 0;
    }
}
