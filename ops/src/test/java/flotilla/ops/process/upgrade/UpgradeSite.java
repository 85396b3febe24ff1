package flotilla.ops.process.upgrade;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An endpoint, a directory with a configuration, and processes that take each other's place by it; one for each test. */
final class UpgradeSite implements AfterEachCallback {

    private static final String WEB = "web: 127.0.0.1:0";

    private final Path directory;
    private final AtomicInteger files = new AtomicInteger();
    private final List<FlotillaProcess> started = new CopyOnWriteArrayList<>();
    private final HoldingEndpoint endpoint = new HoldingEndpoint();
    private String source = "fixed:127.0.0.1:$PORT";
    private String health = "";
    private String warmUp = "100ms";
    private String admin = "127.0.0.1:0";
    private String more = "";
    private String program = FlotillaProcess.CLASS_PATH;
    private Map<String, String> environment = Map.of();

    UpgradeSite() {
        try {
            directory = Files.createTempDirectory("flotilla");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    HoldingEndpoint endpoint() {
        return endpoint;
    }

    Path pidFile() {
        return directory.resolve("flotilla.pid");
    }

    /** The configuration of the process that was started last. */
    Path file() {
        return directory.resolve("flotilla-" + files.get() + ".yaml");
    }

    /** Processes from now on have this line in their configuration. */
    void more(String line) {
        more = line;
    }

    /** Processes from now on have this admin port. */
    void admin(String line) {
        admin = line;
    }

    /** Processes from now on have this {@code warm_up}. */
    void warmUp(String now) {
        warmUp = now;
    }

    /** Processes from now on have another list of endpoints, {@code $PORT} being that of the one here, and check them like this. */
    void checked(String newSource, String newHealth) {
        source = newSource;
        health = ", health: " + newHealth;
    }

    /** Processes from now on are started with this. */
    void environment(Map<String, String> now) {
        environment = now;
    }

    /** Processes from now on are of this program, which is there in another version. */
    void program(String classPath) {
        program = classPath;
    }

    Path socket() {
        return directory.resolve("upgrade.sock");
    }

    String pid() throws IOException {
        return Files.readString(pidFile()).strip();
    }

    FlotillaProcess start(String... options) throws Exception {
        return start(2, WEB, options);
    }

    /** Starts a process by a configuration of its own, which no other watches, with these listeners; returns at once. */
    FlotillaProcess start(int threads, String listeners, String... options) throws Exception {
        files.incrementAndGet();
        var file = Files.writeString(file(), """
                version: 1
                threads: $THREADS
                listeners: { $LISTENERS }
                admin: $ADMIN
                pid_file: $DIR/flotilla.pid
                upgrade_sock: $DIR/upgrade.sock
                state: $DIR/state
                reload: { watch: false }
                warm_up: $WARM_UP
                $MORE
                upstreams: { shop: { source: '$SOURCE', timeouts: { first_byte: 5m, idle: 5m } $HEALTH } }
                routes: [ { upstream: shop } ]
                """.replace("$MORE", more)
                .replace("$ADMIN", admin)
                .replace("$WARM_UP", warmUp)
                .replace("$HEALTH", health)
                .replace("$SOURCE", source)
                .replace("$THREADS", String.valueOf(threads))
                .replace("$LISTENERS", listeners)
                .replace("$DIR", directory.toString())
                .replace("$PORT", String.valueOf(endpoint.port())));
        var arguments = new String[options.length + 2];
        arguments[0] = "-c";
        arguments[1] = file.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        var process = FlotillaProcess.startFrom(program, environment, arguments);
        started.add(process);
        return process;
    }

    /** Waits until a process serves and may be replaced; returns the port of its listener. */
    int serving(FlotillaProcess process) throws Exception {
        int port = process.port("listener web: on ");
        var unplaced = Path.of(socket() + "." + process.pid());
        Await.until(
                () -> Files.exists(socket()) && !Files.exists(unplaced) && pid().equals(String.valueOf(process.pid())));
        return port;
    }

    /** Has one process take the place of another, and waits until the old one has ended. */
    FlotillaProcess replace(FlotillaProcess old, int threads, String listeners) throws Exception {
        old.signal("QUIT");
        var next = start(threads, listeners, "-u");
        finish(old, next);
        return next;
    }

    FlotillaProcess replace(FlotillaProcess old) throws Exception {
        return replace(old, 2, WEB);
    }

    private void finish(FlotillaProcess old, FlotillaProcess next) throws Exception {
        serving(next);
        if (old.exitCode() != 0 || !old.err().contains("stopped; another process serves")) {
            throw new AssertionError("the old process said " + old.err());
        }
    }

    static int status(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    /** Asks the admin port for a change; returns the status. */
    static int change(int admin) throws Exception {
        return put(admin, "/log/levels/flotilla.test", "application/json", "{\"level\": \"info\"}");
    }

    /** Sends a configuration; returns the status. */
    static int configure(int admin, String text) throws Exception {
        return put(admin, "/config", "application/yaml", text);
    }

    private static int put(int admin, String path, String type, String body) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + admin + "/api/v1" + path + "?by=test"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("Content-Type", type)
                    .PUT(BodyPublishers.ofString(body))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        for (var process : started) {
            process.close();
        }
        endpoint.close();
        try (var all = Files.walk(directory)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
