package flotilla.ops.demo;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.discovery.UpstreamEvent;
import flotilla.ops.process.Signals;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * A client as there are many: it learns the nodes of the fleet from DNS, asks one after the other, and goes to the next
 * if one cannot be reached. Says every second who answered.
 */
public final class FleetClient {

    private static final int USERS = 4;
    private static final Duration BREATH = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final Time time;
    private final PrintStream out;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();
    private final LongAdder failed = new LongAdder();
    private volatile List<Endpoint> nodes = List.of();

    public FleetClient(Time time, PrintStream out) {
        this.time = time;
        this.out = out;
    }

    /**
     * Asks until it is stopped.
     *
     * @param fleet the source that lists the nodes, such as {@code srv://consul:8600/flotilla.service.consul}
     */
    public void run(URI fleet, Sources sources, Signals signals) throws InterruptedException {
        var users = IntStream.range(0, USERS)
                .mapToObj(i -> Thread.ofVirtual().name("client-" + i).unstarted(this::ask))
                .toList();
        try (var watch = sources.watch("fleet", List.of(fleet), this::listed)) {
            out.println("asks the nodes that " + fleet + " lists: " + watch);
            users.forEach(Thread::start);
            var before = Map.<String, Long>of();
            while (!signals.awaitStop(Duration.ofSeconds(1))) {
                var now = sums();
                report(before, now);
                before = now;
            }
        } finally {
            users.forEach(Thread::interrupt);
            http.shutdownNow();
        }
    }

    private void listed(UpstreamEvent event) {
        switch (event) {
            case UpstreamEvent.Changed(var upstream) -> {
                nodes = upstream.endpoints();
                out.println("nodes: "
                        + nodes.stream().map(Endpoint::authority).sorted().toList());
            }
            case UpstreamEvent.Stale stale -> out.println("the fleet's name: " + stale.reason());
        }
    }

    private void ask() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                once(nodes);
                time.pause(BREATH);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void once(List<Endpoint> listed) throws InterruptedException {
        int first = turn.getAndIncrement();
        for (int tries = 0; tries < listed.size(); tries++) {
            var node = listed.get(Math.floorMod(first + tries, listed.size()));
            try {
                count(node, http.send(request(node), BodyHandlers.ofString()));
                return;
            } catch (ConnectException | HttpConnectTimeoutException _) {
                out.println(node.authority() + " cannot be reached; asks the next");
            } catch (IOException e) {
                failed.increment();
                out.println("FAILED at " + node.authority() + ": " + e);
                return;
            }
        }
        if (!listed.isEmpty()) {
            failed.increment();
            out.println("FAILED: no node can be reached");
        }
    }

    private static HttpRequest request(Endpoint node) {
        return HttpRequest.newBuilder(URI.create("http://" + node.authority() + "/"))
                .timeout(PATIENCE)
                .build();
    }

    private void count(Endpoint node, HttpResponse<String> answer) {
        if (answer.statusCode() == OK) {
            answers.computeIfAbsent(node.authority() + " " + answer.body().strip(), _ -> new LongAdder())
                    .increment();
        } else {
            failed.increment();
            out.println("FAILED at " + node.authority() + ": " + answer.statusCode() + " "
                    + answer.body().strip());
        }
    }

    private Map<String, Long> sums() {
        var sums = new TreeMap<String, Long>();
        answers.forEach((who, count) -> sums.put(who, count.sum()));
        return sums;
    }

    private void report(Map<String, Long> before, Map<String, Long> now) {
        now.forEach((who, count) -> {
            long more = count - before.getOrDefault(who, 0L);
            if (more > 0) {
                out.printf("%-60s %5d%n", who, more);
            }
        });
        out.printf("failed so far: %d%n%n", failed.sum());
    }
}
