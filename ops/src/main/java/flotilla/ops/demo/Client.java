package flotilla.ops.demo;

import flotilla.discovery.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Keeps a little traffic going and counts what becomes of it. */
final class Client implements AutoCloseable {

    private static final int USERS = 8;
    private static final Duration BREATH = Duration.ofMillis(60);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final HttpRequest request;
    private final Time time;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final List<Thread> users;

    private Client(InetSocketAddress node, Time time) {
        var uri = URI.create("http://" + node.getAddress().getHostAddress() + ":" + node.getPort() + "/");
        this.request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
        this.time = time;
        this.users = IntStream.range(0, USERS)
                .mapToObj(i -> Thread.ofVirtual().name("demo-user-" + i).unstarted(this::ask))
                .toList();
    }

    /** Begins to ask: every user asks, waits for the answer, and takes a breath. */
    static Client start(InetSocketAddress node, Time time) {
        var client = new Client(node, time);
        client.users.forEach(Thread::start);
        return client;
    }

    private void ask() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                once();
                time.pause(BREATH);
            }
        } catch (InterruptedException _) {
            // The demo ends.
        }
    }

    private void once() throws InterruptedException {
        try {
            var answer = http.send(request, BodyHandlers.discarding());
            (answer.statusCode() == OK ? answered : failed).increment();
        } catch (IOException _) {
            failed.increment();
        }
    }

    long answered() {
        return answered.sum();
    }

    long failed() {
        return failed.sum();
    }

    @Override
    public void close() {
        users.forEach(Thread::interrupt);
        http.shutdownNow();
    }
}
