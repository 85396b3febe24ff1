package flotilla.ops.demo;

import flotilla.discovery.Time;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A Consul agent for the time of the demo, with the demo's endpoints registered in it. */
final class LocalConsul implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int OK = 200;

    private final ChildProcess process;
    private final int httpPort;
    private final HttpClient http = HttpClient.newHttpClient();

    private LocalConsul(ChildProcess process, int httpPort) {
        this.process = process;
        this.httpPort = httpPort;
    }

    /** The program, from {@code CONSUL_BIN} or the path. */
    static Optional<Path> find() {
        var named = Optional.ofNullable(System.getenv("CONSUL_BIN")).map(Path::of);
        if (named.isPresent()) {
            return named.filter(Files::isExecutable);
        }
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, "consul"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts an agent at free ports and waits until it answers. */
    static LocalConsul start(Path program, Time time) throws InterruptedException {
        var command = new ArrayList<>(List.of(program.toString(), "agent", "-dev", "-bind", "127.0.0.1"));
        command.addAll(List.of("-dns-port", "-1", "-grpc-port", "-1", "-grpc-tls-port", "-1", "-log-level", "error"));
        for (var option : List.of("-server-port", "-serf-lan-port", "-serf-wan-port")) {
            command.addAll(List.of(option, String.valueOf(freePort())));
        }
        int httpPort = freePort();
        command.addAll(List.of("-http-port", String.valueOf(httpPort)));
        var consul = new LocalConsul(ChildProcess.guarded(command), httpPort);
        try {
            consul.awaitLeader(time);
            return consul;
        } catch (RuntimeException | InterruptedException e) {
            consul.close();
            throw e;
        }
    }

    private static int freePort() {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    private void awaitLeader(Time time) throws InterruptedException {
        long deadline = time.nanos() + START_LIMIT.toNanos();
        while (!hasLeader()) {
            if (time.nanos() > deadline) {
                throw new UncheckedIOException(
                        "the Consul agent did not start",
                        new IOException("no leader within " + START_LIMIT.toSeconds() + " s"));
            }
            time.pause(LOOK);
        }
    }

    private boolean hasLeader() throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(uri("/v1/status/leader")).build();
            return http.send(request, BodyHandlers.ofString()).body().contains(":");
        } catch (IOException _) {
            return false;
        }
    }

    private URI uri(String path) {
        return URI.create("http://" + agent() + path);
    }

    /** {@code host:port} of its HTTP interface. */
    String agent() {
        return "127.0.0.1:" + httpPort;
    }

    /** Registers an endpoint as an instance of the service {@code shop}. */
    void register(Fleet.Running endpoint) throws InterruptedException {
        var body = """
                {"Name": "shop", "ID": "shop-%s", "Address": "127.0.0.1", "Port": %d,
                 "Weights": {"Passing": %d, "Warning": 1}}
                """.formatted(
                endpoint.member().name(), endpoint.port(), endpoint.member().weight());
        var request = HttpRequest.newBuilder(uri("/v1/agent/service/register"))
                .PUT(BodyPublishers.ofString(body))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != OK) {
                throw new IOException(answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the Consul agent did not take an endpoint", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.close();
    }
}
