package flotilla.discovery.consul;

import flotilla.discovery.Address;
import flotilla.discovery.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Consul agent as a process of its own, on free ports: one server alone, its own leader.
 *
 * <p>{@link #start()} runs one that keeps nothing: killed and started again, it has forgotten every service, as an agent
 * does that lost its disk. {@link #start(Path)} runs one that keeps its data, and comes back with all of it. Ports stay the
 * same over a restart. Where there is no consul program, tests that start an agent are skipped, but fail under CI.
 */
public final class ConsulAgent implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Path binary;
    private final String host;
    private final Optional<Path> data;
    private final List<String> configuration;
    private final Path home;
    private final int httpPort;
    private final int dnsPort;
    private final int serverPort;
    private final int serfPort;
    private final Thread hook = new Thread(this::destroy);
    private @Nullable Process process;

    private ConsulAgent(Path binary, String host, Optional<Path> data, List<String> configuration) throws IOException {
        this.binary = binary;
        this.host = host;
        this.data = data;
        this.configuration = List.copyOf(configuration);
        this.home = Files.createTempDirectory("consul-agent");
        this.httpPort = FreePorts.next();
        this.dnsPort = FreePorts.next();
        this.serverPort = FreePorts.next();
        this.serfPort = FreePorts.next();
    }

    /** An agent that forgets everything when it ends. Returns when it is its own leader. */
    public static ConsulAgent start() throws Exception {
        return start(LOOPBACK, Optional.empty(), List.of());
    }

    /** An agent that keeps what it knows in {@code data}. Returns when it is its own leader. */
    public static ConsulAgent start(Path data) throws Exception {
        return start(LOOPBACK, Optional.of(data), List.of());
    }

    /** The same as {@link #start()} on another address of this machine. */
    public static ConsulAgent startAt(String host) throws Exception {
        return start(host, Optional.empty(), List.of());
    }

    /** An agent that forgets everything when it ends, with parts of its configuration in HCL. */
    public static ConsulAgent configured(String... hcl) throws Exception {
        return start(LOOPBACK, Optional.empty(), List.of(hcl));
    }

    private static ConsulAgent start(String host, Optional<Path> data, List<String> configuration) throws Exception {
        var agent = new ConsulAgent(ConsulBinary.require(), host, data, configuration);
        Runtime.getRuntime().addShutdownHook(agent.hook);
        agent.run();
        return agent;
    }

    /** {@code host:port} of its HTTP API. */
    public String address() {
        return host + ":" + httpPort;
    }

    /** Where it answers DNS, over UDP and TCP. */
    public Address dns() {
        return new Address(host, dnsPort);
    }

    public boolean running() {
        return process != null && process.isAlive();
    }

    /** Starts it again on the same ports, after {@link #stop} or {@link #kill}. */
    public void run() throws Exception {
        if (running()) {
            throw new IllegalStateException("the agent runs already");
        }
        process = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        awaitLeader();
    }

    /** Asks it to end, as an operator does, and waits. */
    public void stop() throws InterruptedException {
        end(false);
    }

    /** Ends it without notice (SIGKILL), and waits. */
    public void kill() throws InterruptedException {
        end(true);
    }

    /** Ends it for good and removes what it wrote, save the data directory it was given. */
    @Override
    public void close() throws IOException {
        try {
            kill();
        } catch (InterruptedException e) {
            destroy();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        Files.deleteIfExists(log());
        Files.deleteIfExists(home);
    }

    /** Registers a service without a check, of weight 1. */
    public void register(String name, String id, String host, int port) throws Exception {
        register(ConsulService.of(name, id, host, port));
    }

    /** Registers a service, or registers it anew. */
    public void register(ConsulService service) throws Exception {
        put("/v1/agent/service/register?replace-existing-checks=true", service.json());
    }

    public void deregister(String id) throws Exception {
        put("/v1/agent/service/deregister/" + id, "");
    }

    /** Puts a service into maintenance, or takes it out. */
    public void maintenance(String id, boolean enabled) throws Exception {
        put("/v1/agent/service/maintenance/" + id + "?enable=" + enabled, "");
    }

    /** Puts the whole node into maintenance, or takes it out. */
    public void nodeMaintenance(boolean enabled) throws Exception {
        put("/v1/agent/maintenance?enable=" + enabled, "");
    }

    /** Sets a TTL check, of id {@code service:<service id>}, to {@code passing}, {@code warning} or {@code critical}. */
    public void setCheck(String checkId, String status) throws Exception {
        put("/v1/agent/check/update/" + checkId, "{\"Status\": \"" + status + "\"}");
    }

    /** Writes a key. */
    public void kv(String key, String value) throws Exception {
        put("/v1/kv/" + key, value);
    }

    /** Reads a key. */
    public Optional<String> kv(String key) throws Exception {
        var response = send(request("/v1/kv/" + key + "?raw").GET().build());
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(response.body());
    }

    /** Writes an entry straight into the catalog, past the agent and its checks of what is sound. */
    public void catalog(String json) throws Exception {
        put("/v1/catalog/register", json);
    }

    /** The answer's JSON to a GET, such as of {@code /v1/health/service/web}. */
    public String get(String path) throws Exception {
        var response = send(request(path).GET().build());
        if (response.statusCode() != 200) {
            throw new IOException("GET " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /** Sends a PUT. */
    public void put(String path, String body) throws Exception {
        var response = send(request(path).PUT(BodyPublishers.ofString(body)).build());
        if (response.statusCode() != 200) {
            throw new IOException("PUT " + path + ": " + response.statusCode() + " " + response.body());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address() + path)).timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private List<String> command() {
        var command = new ArrayList<String>(List.of(binary.toString(), "agent"));
        if (data.isEmpty()) {
            command.add("-dev");
        } else {
            command.addAll(List.of("-server", "-bootstrap-expect=1", "-data-dir=" + data.get()));
            command.add("-hcl=performance { raft_multiplier = 1 }");
        }
        command.addAll(List.of("-node=test", "-bind=" + host, "-client=" + host, "-log-level=warn"));
        var ports = Map.of("http", httpPort, "dns", dnsPort, "server", serverPort, "serf-lan", serfPort);
        ports.forEach((name, port) -> command.add("-" + name + "-port=" + port));
        for (var unused : List.of("serf-wan", "grpc", "grpc-tls")) {
            command.add("-" + unused + "-port=-1");
        }
        command.add("-hcl=dns_config { allow_stale = true }");
        configuration.forEach(hcl -> command.add("-hcl=" + hcl));
        return command;
    }

    private void awaitLeader() throws Exception {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        while (!leads()) {
            if (!running() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the agent does not come up: " + Files.readString(log()));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean leads() throws InterruptedException {
        try {
            var leader = send(request("/v1/status/leader").GET().build());
            var nodes = send(request("/v1/health/node/test").GET().build());
            return leader.statusCode() == 200
                    && leader.body().length() > 2
                    && nodes.statusCode() == 200
                    && nodes.body().contains("\"passing\"");
        } catch (IOException e) {
            return false;
        }
    }

    private void end(boolean atOnce) throws InterruptedException {
        var running = process;
        if (running == null) {
            return;
        }
        if (atOnce) {
            running.destroyForcibly();
        } else {
            running.destroy();
        }
        if (!running.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the agent does not end");
        }
    }

    private void destroy() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private Path log() {
        return home.resolve("consul.log");
    }
}
