package flotilla.ops.plugin;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars in a directory, and a process that loads them. */
class PluginsTest {

    private static final String STAGE = "flotilla.node.http.Stage$Provider";
    private static final String BALANCER = "flotilla.node.balance.Balancer$Provider";
    private static final String CLUSTER = "flotilla.node.cluster.Cluster$Provider";
    private static final String SOURCE = "flotilla.discovery.UpstreamSource$Provider";

    @TempDir
    private Path directory;

    private Path plugins;
    private HttpServer endpoint;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        plugins = permitted("rwxr-xr-x", Files.createDirectory(directory.resolve("plugins")));
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            var text = String.valueOf(exchange.getRequestHeaders().get("X-Api-User"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        endpoint.start();
    }

    @AfterEach
    void stop() {
        endpoint.stop(0);
        client.close();
    }

    private PluginJar jar() throws IOException {
        return new PluginJar(Files.createTempDirectory(directory, "workshop"));
    }

    /** The source of a plug-in among the test's resources. */
    private static Path of(String name) throws URISyntaxException {
        var resource = PluginsTest.class.getResource(name + ".java");
        return Path.of(Objects.requireNonNull(resource, name).toURI());
    }

    private String config(String source, String balance, String stages) throws IOException {
        return Files.writeString(directory.resolve("f.yaml"), """
                version: 1
                listeners: { web: { bind: 127.0.0.1:0 } }
                admin: { bind: off }
                upstreams: { api: { source: "%s", balance: %s } }
                routes:
                  - { upstream: api, stages: [%s] }
                """.formatted(source, balance, stages))
                .toString();
    }

    private String fixed() {
        return "fixed:127.0.0.1:" + endpoint.getAddress().getPort();
    }

    private HttpResponse<String> get(FlotillaProcess process, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.port("listener web: on") + "/"));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void theExampleOfTheDocumentationDoesWhatItSays() throws Exception {
        jar().source(Path.of("example-plugin/src/main/java/example/ApiKey.java").toAbsolutePath())
                .service(STAGE, "example.ApiKey$Provider")
                .write(plugins.resolve("api-key.jar"));
        // The SHA-256 of "password".
        var hash = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";
        var config = config(fixed(), "least_requests", "{ name: api_key, options: { alice: " + hash + " } }");
        try (var process = FlotillaProcess.start("-c", config)) {
            assertThat(get(process, "X-Api-Key", "guess").statusCode()).isEqualTo(401);
            var answer = get(process, "X-Api-Key", "password", "X-Api-User", "root");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("[alice]");
            assertThat(process.err()).contains("plug-in api-key.jar: stage api_key");
        }
    }

    /** A source and a balancer in one jar, which also brings a class of a library that the program has: its own counts. */
    @Test
    void aJarMayBringSeveralKindsAndLibrariesOfItsOwn() throws Exception {
        jar().source(of("Here"))
                .service(SOURCE, "Here")
                .service(BALANCER, "Here$First")
                .write(plugins.resolve("here.jar"));
        try (var process = FlotillaProcess.start(
                "-c", config("here:" + endpoint.getAddress().getPort(), "first", ""))) {
            assertThat(get(process).statusCode()).isEqualTo(200);
            assertThat(process.err()).contains("plug-in here.jar: source here, balancer first");
        }
    }

    @Test
    void aNodeMayBeInTheClusterOfAPlugin() throws Exception {
        jar().source(of("Quiet")).service(CLUSTER, "Quiet").write(plugins.resolve("quiet.jar"));
        var config = Path.of(config(fixed(), "least_requests", ""));
        var text = Files.readString(config).replace("admin: { bind: off }", "admin: { bind: 127.0.0.1:0 }");
        Files.writeString(config, text + "cluster: { node: n1, plugin: { name: quiet, options: { word: hush } } }\n");
        try (var process = FlotillaProcess.start("-c", config.toString())) {
            var fleet = URI.create("http://127.0.0.1:" + process.port("admin: on") + "/api/v1/cluster");
            var answer = client.send(HttpRequest.newBuilder(fleet).build(), BodyHandlers.ofString());
            assertThat(answer.body()).contains("n1 says hush");
        }
        Files.writeString(config, text + "cluster: { node: n1, plugin: { name: quiet } }\n");
        try (var process = FlotillaProcess.start("-c", config.toString(), "-t")) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.err()).contains("cluster.plugin", "(expected: a word)");
        }
    }

    @Test
    void oneThatThrowsCostsRequestsAndNotTheNode() throws Exception {
        jar().source(of("Thrower")).service(STAGE, "Thrower").write(plugins.resolve("thrower.jar"));
        try (var process = FlotillaProcess.start("-c", config(fixed(), "least_requests", "thrower"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(get(process).statusCode()).isEqualTo(500);
                assertThat(get(process, "X-Pass", "1").statusCode()).isEqualTo(200);
            }
            Await.until(() -> process.err().contains("stage thrower, or what it called, threw"));
        }
    }

    /** Each on a thread of its own: that of the signals, one of the admin port, and the watch of the file. */
    @Test
    void whoeverAsksForAReloadMayAskForAPlugin() throws Exception {
        jar().source(of("Thrower")).service(STAGE, "Thrower").write(plugins.resolve("thrower.jar"));
        var without = rewritten("", "");
        try (var process = FlotillaProcess.start("-c", without)) {
            int admin = process.port("admin: on");
            rewritten("", "thrower");
            process.signal("HUP");
            Await.until(() -> process.err().contains("configuration: revision 1 -> 2 by SIGHUP"));

            rewritten("", "{ name: thrower, options: { another: one } }");
            var reload = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + admin + "/api/v1/config/reload?by=alice"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(client.send(reload, BodyHandlers.ofString()).body()).contains("\"revision\" : 3");
        }
        rewritten("reload: { watch: true }", "");
        try (var process = FlotillaProcess.start("-c", without)) {
            process.port("listener web: on");
            rewritten("reload: { watch: true }", "thrower");
            Await.until(() -> process.err().contains("configuration: revision 1 -> 2 by watch of the file"));
        }
    }

    /** Another file with an admin port, replaced in one step. */
    private String rewritten(String reload, String stages) throws IOException {
        var next = Path.of(config(fixed(), "least_requests", stages));
        var text = Files.readString(next).replace("admin: { bind: off }", "admin: { bind: 127.0.0.1:0 }");
        Files.writeString(next, text + (reload.isEmpty() ? "reload: { watch: false }" : reload) + "\n");
        return Files.move(next, directory.resolve("g.yaml"), ATOMIC_MOVE).toString();
    }

    @Test
    void whatCannotBeLoadedIsNamedAndNothingStarts() throws Exception {
        refused(
                "is no jar",
                "plugins: " + plugins.resolve("x.jar") + " (expected: ",
                () -> Files.writeString(plugins.resolve("x.jar"), "no jar"));
        refused(
                "has no provider",
                "a jar with a service file of a source, balancer, stage or cluster",
                () -> jar().source("Nothing", "class Nothing {}").write(plugins.resolve("x.jar")));
        refused(
                "names a class that is not there",
                "providers that can be made; " + STAGE + ": Provider Gone not found",
                () -> jar().service(STAGE, "Gone").write(plugins.resolve("x.jar")));
        refused(
                "throws when it is made",
                "Provider Bad could not be instantiated: java.lang.IllegalStateException: no",
                () -> jar().source(of("Bad")).service(STAGE, "Bad").write(plugins.resolve("x.jar")));
        refused(
                "takes a name that is taken",
                "there is a balancer round_robin already, of Flotilla",
                () -> jar().source(of("Mine")).service(BALANCER, "Mine").write(plugins.resolve("x.jar")));
        refused(
                "may be written to by others",
                "a place that nobody but its owner can write to (chmod go-w)",
                () -> permitted("rw-r--rw-", Files.writeString(plugins.resolve("x.jar"), "")));
        refused(
                "may be written to by a group",
                "a place that nobody but its owner can write to (chmod go-w)",
                () -> permitted("rw-rw-r--", Files.writeString(plugins.resolve("x.jar"), "")));
    }

    private static Path permitted(String permissions, Path path) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    /** Also if what lies in the directory is but a link to it. */
    @Test
    void whatBelongsToSomebodyElseIsNotLoaded() throws Exception {
        assumeThat(Files.getAttribute(plugins, "unix:uid"))
                .as("root alone gives files away")
                .isEqualTo(0);
        var words = "a place of root or of the user who starts flotilla (chown); this one belongs to user 65534";
        refused("belongs to somebody else", words, () -> given(Files.writeString(plugins.resolve("x.jar"), "")));
        var elsewhere = permitted("rwxr-xr-x", Files.createDirectory(directory.resolve("x.jars")));
        Files.writeString(elsewhere.resolve("x.jar"), "");
        given(elsewhere);
        refused(
                "lies where somebody else may replace it",
                words,
                () -> Files.createSymbolicLink(plugins.resolve("x.jar"), elsewhere.resolve("x.jar")));
    }

    private static Path given(Path path) throws IOException {
        return Files.setAttribute(path, "unix:uid", 65534);
    }

    private interface Step {
        Object take() throws Exception;
    }

    private void refused(String why, String words, Step step) throws Exception {
        step.take();
        try (var process = FlotillaProcess.start("-c", config(fixed(), "least_requests", ""))) {
            assertThat(process.exitCode()).as(why).isEqualTo(2);
            assertThat(process.err()).as(why).contains(words, "x.jar");
        }
        Files.delete(plugins.resolve("x.jar"));
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() throws Exception {
        try (var process = FlotillaProcess.start("--plugins", "/nowhere", "--upstream", "127.0.0.1:81")) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.err()).contains("plugins: /nowhere (expected: a directory that can be read");
        }
    }
}
