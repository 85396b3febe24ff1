package flotilla.ops.demo;

import flotilla.discovery.Time;
import flotilla.node.telemetry.Telemetry;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.process.NodeProcess;
import flotilla.ops.process.warmup.WarmUp;
import flotilla.ops.settings.WholeFile;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.NodeClient.Wish;
import flotilla.ops.status.RefusedCall;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A short life of a node, from start to stop with some requests and changes in between, for the JVM to watch: what it loads and
 * compiles here goes into the AOT cache, and the next start finds it there.
 */
public final class Rehearsal implements AutoCloseable {

    private static final int REQUESTS = 3000;
    private static final int SETTINGS = 200;
    private static final int CONFIGURATIONS = 50;
    private static final Duration WARM_UP = Duration.ofMillis(300);
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Path directory;
    private final int port;

    private Rehearsal(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /**
     * Does it, and leaves nothing behind.
     *
     * @throws IOException if a request got no answer
     * @throws RefusedCall if a change was refused
     */
    public static void run(Start start, Time time)
            throws IOException, InterruptedException, InvalidConfig, RefusedCall {
        try (var endpoint = DemoEndpoint.start("rehearsal", 0, Duration.ZERO, time);
                var rehearsal = new Rehearsal(Files.createTempDirectory("flotilla-rehearsal"), endpoint.port())) {
            rehearsal.run(start);
            new WarmUp(time, Telemetry.NONE).run(WARM_UP, () -> false);
        }
    }

    private void run(Start start) throws IOException, InterruptedException, InvalidConfig, RefusedCall {
        write("endpoints.yaml", endpoints(0));
        try (var process = start.by(write("flotilla.yaml", configuration(0)))) {
            var admin = process.admin().orElseThrow();
            ask(process.node().addresses().values().iterator().next(), "/", REQUESTS);
            ask(admin, "/metrics", 2);
            ask(admin, "/api/v1/upstreams", 2);
            ask(admin, "/readyz", 2);
            change(admin);
            process.stop();
        }
    }

    /** As {@code flotilla ctl} asks for them: its own start is as short as what it is started for. */
    private void change(InetSocketAddress admin) throws IOException, InterruptedException, RefusedCall {
        try (var node = NodeClient.at(admin.getHostString() + ":" + admin.getPort())) {
            for (int i = 1; i <= SETTINGS; i++) {
                node.ask(wish("PATCH", "settings").with("application/json", weight(i)));
                if (i % (SETTINGS / CONFIGURATIONS) == 0) {
                    write("endpoints.yaml", endpoints(i));
                    node.ask(wish("PUT", "config").with("application/yaml", configuration(i)));
                }
            }
        }
    }

    private static Wish wish(String method, String resource) {
        return Wish.of(method, NodeClient.path(resource), Map.of("by", "rehearsal"));
    }

    private String configuration(int turn) {
        return """
                version: 1
                admin: 127.0.0.1:0
                listeners: { web: 127.0.0.1:0 }
                upstreams:
                  rehearsal:
                    source: '%s?interval=10ms'
                    health: { interval: 1s, http: /health }
                    retry: { attempts: %d }
                routes: [{ upstream: rehearsal }]
                """.formatted(directory.resolve("endpoints.yaml").toUri(), 1 + turn % 3);
    }

    private String endpoints(int turn) {
        return "- { host: 127.0.0.1, port: %d, weight: %d }%n".formatted(port, 1 + turn % 5);
    }

    private String weight(int turn) {
        return """
                {"changes": [{"upstream": "rehearsal", "endpoint": "127.0.0.1:%d", "setting": "weight", "value": %d}]}
                """.formatted(port, 1 + turn % 9);
    }

    private Path write(String name, String text) throws IOException {
        var file = directory.resolve(name);
        WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private static void ask(InetSocketAddress address, String path, int times) throws IOException {
        var request = ("GET " + path + " HTTP/1.1\r\nHost: rehearsal\r\nUser-Agent: rehearsal\r\nAccept: */*\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var buffer = new byte[1 << 16];
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(request);
                if (socket.getInputStream().read(buffer) < 0) {
                    throw new IOException("no answer to request " + i + " for " + path);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** How a node is started by a file. */
    public interface Start {
        NodeProcess by(Path file) throws IOException, InvalidConfig;
    }
}
