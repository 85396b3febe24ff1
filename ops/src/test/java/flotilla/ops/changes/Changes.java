package flotilla.ops.changes;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Changes of a running node, drawn from a seed: which endpoints the files of sources list and with what weights, weights and
 * drains as settings, and whole configurations, in which routes move, upstreams and a listener come and go, and policies differ.
 */
final class Changes implements AutoCloseable {

    private static final List<String> ALGORITHMS =
            List.of("round_robin", "least_requests", "random", "power_of_two", "smooth_weighted");

    private final Path directory;
    private final List<String> endpoints;
    private final SplittableRandom random;
    private final HttpClient client = HttpClient.newHttpClient();
    private int revision = 1;
    private boolean second;

    Changes(Path directory, List<String> endpoints, long seed) {
        this.directory = directory;
        this.endpoints = List.copyOf(endpoints);
        this.random = new SplittableRandom(seed);
    }

    Path file() {
        return directory.resolve("flotilla.yaml");
    }

    /** The first configuration, with all endpoints. */
    Changes begin() throws IOException {
        write("shop.yaml", list(endpoints.size()));
        write("stock.yaml", list(endpoints.size()));
        write("flotilla.yaml", configuration());
        return this;
    }

    /** Another list in a source's file; never without two who serve and are never drained. */
    void list() throws IOException {
        write(random.nextBoolean() ? "shop.yaml" : "stock.yaml", list(random.nextInt(2, endpoints.size() + 1)));
    }

    private String list(int count) {
        var shown = new ArrayList<>(endpoints.subList(0, 2));
        var others = new ArrayList<>(endpoints.subList(2, endpoints.size()));
        while (shown.size() < count) {
            shown.add(others.remove(random.nextInt(others.size())));
        }
        return shown.stream()
                .map(authority -> {
                    var parts = authority.split(":");
                    return "- { host: " + parts[0] + ", port: " + parts[1] + ", weight: " + random.nextInt(1, 5) + " }";
                })
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Another weight, or a drain that begins or ends, of one who may be without requests. */
    void setting(int admin) throws IOException, InterruptedException {
        var upstream = random.nextBoolean() ? "shop" : "stock";
        var endpoint = endpoints.get(random.nextInt(2, endpoints.size()));
        var setting = random.nextBoolean()
                ? "\"setting\": \"weight\", \"value\": " + random.nextInt(0, 9)
                : "\"setting\": \"drain\", \"value\": " + (random.nextBoolean() ? "true" : "null");
        var body = "{\"changes\": [{\"upstream\": \"" + upstream + "\", \"endpoint\": \"" + endpoint + "\", " + setting
                + "}]}";
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + admin + "/api/v1/settings?by=chaos&why=test"))
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(body))
                .build();
        done(request);
    }

    /** Another configuration with the same listeners, sent to the admin port. */
    void configure(int admin) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + admin + "/api/v1/config?by=chaos&why=test"))
                .header("Content-Type", "application/yaml")
                .PUT(BodyPublishers.ofString(configuration()))
                .build();
        var version = done(request).headers().firstValue("ETag").orElseThrow();
        revision = Integer.parseInt(version.replace("\"", ""));
    }

    private HttpResponse<String> done(HttpRequest request) throws IOException, InterruptedException {
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(request.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    /** Another configuration, at a signal; returns once the node says that it counts. */
    void reload(FlotillaProcess node, Doors doors) throws Exception {
        second = !second;
        if (!second) {
            doors.second(0);
        }
        write("flotilla.yaml", configuration());
        int before = revision;
        revision++;
        long said = node.errLength();
        node.signal("HUP");
        Await.until(() -> {
            var news = node.errBehind(said);
            if (news.contains("configuration: not reloaded")) {
                throw new AssertionError(news);
            }
            return news.contains("configuration: revision " + before + " -> " + revision + " by SIGHUP");
        });
        if (second) {
            doors.second(node.lastPort("listener second: on "));
        }
    }

    private String configuration() {
        var text = new StringBuilder(
                "version: 1\nadmin: 127.0.0.1:0\nreload: { watch: false }\nstop_timeout: 30s\nlisteners:\n");
        text.append("  web: { bind: '127.0.0.1:0', idle_timeout: 10m, max_connections: ")
                .append(random.nextInt(20_000, 30_000))
                .append(" }\n");
        if (second) {
            text.append("  second: 127.0.0.1:0\n");
        }
        text.append("limits: { max_requests_in_flight: ")
                .append(random.nextInt(5000, 9000))
                .append(" }\nupstreams:\n");
        upstream(text, "shop", "shop.yaml");
        upstream(text, "stock", "stock.yaml");
        int extra = random.nextInt(5);
        for (int i = 0; i < extra; i++) {
            upstream(text, "extra" + i, "stock.yaml");
        }
        text.append("routes:\n  - { path: /shop, upstream: shop }\n  - { path: /moved, upstream: ")
                .append(random.nextBoolean() ? "shop" : "stock")
                .append(" }\n");
        for (int i = 0; i < extra; i++) {
            text.append("  - { path: /extra")
                    .append(i)
                    .append(", upstream: extra")
                    .append(i)
                    .append(" }\n");
        }
        return text.toString();
    }

    private void upstream(StringBuilder text, String name, String source) {
        text.append("  ").append(name).append(":\n    source: 'file:").append(directory.resolve(source));
        text.append("?interval=").append(random.nextInt(3) == 0 ? 20 : 10).append("ms'\n    balance: ");
        text.append(ALGORITHMS.get(random.nextInt(ALGORITHMS.size()))).append("\n    retry: { attempts: ");
        text.append(random.nextInt(1, 4)).append(" }\n    pool: { max_connections: ");
        text.append(random.nextInt(500, 600)).append(" }\n    health: { interval: ");
        text.append(random.nextInt(1, 4)).append("s }\n    concurrency: ");
        text.append(random.nextBoolean() ? "off" : "5000").append('\n');
    }

    /** As an editor that is careful: what is read is whole. */
    private void write(String name, String text) throws IOException {
        var next = Files.writeString(directory.resolve(name + ".next"), text);
        Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        client.close();
    }
}
