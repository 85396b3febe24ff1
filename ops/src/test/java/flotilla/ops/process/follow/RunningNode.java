package flotilla.ops.process.follow;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.Configuration;
import flotilla.ops.process.NodeProcess;
import flotilla.ops.reload.RefusedConfig;
import flotilla.ops.reload.Revision.By;
import flotilla.ops.reload.RunningConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/** A whole process that answers by itself, and that is told other configurations while it runs. */
public final class RunningNode implements AutoCloseable {

    private static final int THREADS = 2;
    private static final String COMMON = """
            version: 1
            threads: %d
            reload: { watch: false }
            listeners: { web: 127.0.0.1:0 }
            routes:
              - { respond: { status: 200, body: hello } }
            """.formatted(THREADS);

    private final Path file;
    private final NodeProcess process;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningNode(Path file, NodeProcess process) {
        this.file = file;
        this.process = process;
    }

    /** @param more beside a listener and a route; {@code admin} among it, which else has its usual port */
    public static RunningNode start(Path directory, String more) throws Exception {
        var file = Files.writeString(directory.resolve("flotilla.yaml"), text(more));
        var sources = Sources.load(new SourceContext(Time.system(), Optional.empty(), 1));
        return new RunningNode(file, NodeProcess.start(Configuration.read(file, sources), Time.system()));
    }

    public static String text(String more) {
        return COMMON + more;
    }

    public NodeProcess process() {
        return process;
    }

    public RunningConfig config() {
        return process.config().orElseThrow();
    }

    /** Lets something else count in place of what it was started with. */
    public void follow(String more) throws Exception {
        followText(text(more));
    }

    public void followText(String text) throws Exception {
        config().apply(text, new By("test", ""), OptionalLong.empty());
    }

    /** The same by its file and SIGHUP; the file is there before it is read. */
    public void reload(String more) throws Exception {
        long before = config().revision().number();
        Files.writeString(file, text(more));
        process.reload();
        if (config().revision().number() == before) {
            throw new AssertionError("it was not reloaded");
        }
    }

    /** The same over the admin port, and the status of the answer. */
    public int put(String more) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://" + adminAddress() + "/api/v1/config?by=test"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString(text(more)));
        return client.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    /** What it says of something else that it cannot follow. */
    public String refusal(String more) throws Exception {
        return refusalOfText(text(more));
    }

    public String refusalOfText(String text) throws Exception {
        try {
            followText(text);
        } catch (RefusedConfig refused) {
            return String.valueOf(refused.getMessage());
        }
        throw new AssertionError("it was not refused");
    }

    URI listener() {
        int port = process.node().addresses().values().iterator().next().getPort();
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Asks the node; when this returns, what is told of the request has been told. */
    public int ask(String path, String... headers) throws Exception {
        int status = send(listener().resolve(path), headers).statusCode();
        // The client has its answer before the thread that sent it has done with it.
        var passed = new CountDownLatch(THREADS);
        process.node().onEveryThread(passed::countDown);
        passed.await();
        return status;
    }

    String adminAddress() {
        return "127.0.0.1:" + process.admin().orElseThrow().getPort();
    }

    /** The value of a series, by its name and labels as they stand in /metrics; empty: there is none. */
    public Optional<Double> metric(String series) throws Exception {
        return admin("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.valueOf(line.substring(series.length() + 1)))
                .findFirst();
    }

    public HttpResponse<String> admin(String path, String... headers) throws Exception {
        return send(URI.create("http://" + adminAddress() + path), headers);
    }

    private HttpResponse<String> send(URI uri, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** The paths of what the process would have to be started anew for. */
    List<String> needsRestart(String more) throws Exception {
        return config().plan(text(more)).needRestart().stream()
                .map(change -> change.path())
                .toList();
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }
}
