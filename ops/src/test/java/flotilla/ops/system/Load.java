package flotilla.ops.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Clients that send GETs over kept connections, each the next as soon as the last is answered, and that never try one
 * twice: whatever is not a whole 200 is a failure. Counts answers by their body, which names the endpoint.
 */
final class Load implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 15_000;
    private static final int FAILURES_KEPT = 20;
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final Supplier<InetSocketAddress> target;
    private final byte[] request;
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean running = true;

    private Load(Supplier<InetSocketAddress> target, String host) {
        this.target = target;
        this.request = ("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    static Load start(int port, int connections) {
        return start(port, connections, "system.test");
    }

    static Load start(int port, int connections, String host) {
        return start(() -> Host.HERE.at(port), connections, host);
    }

    /** Each connection goes where is said when it is opened. */
    static Load start(Supplier<InetSocketAddress> target, int connections, String host) {
        var load = new Load(target, host);
        for (int i = 0; i < connections; i++) {
            load.clients.execute(load::askOnAndOn);
        }
        return load;
    }

    /** Answers so far, by endpoint. */
    Map<String, Long> answers() {
        var copy = new ConcurrentHashMap<String, Long>();
        answers.forEach((name, count) -> copy.put(name, count.sum()));
        return copy;
    }

    long succeeded() {
        return answers.values().stream().mapToLong(LongAdder::sum).sum();
    }

    boolean failed() {
        return !failures.isEmpty();
    }

    /** Answers by endpoint among at least the next {@code count}. */
    Map<String, Long> among(long count) throws Exception {
        var before = answers();
        var enough = succeeded() + count;
        Wait.until(
                () -> count + " more answers, " + (enough - succeeded()) + " still; failures: " + failures,
                Wait.LIMIT,
                () -> succeeded() >= enough);
        var after = answers();
        before.forEach((name, earlier) -> after.merge(name, -earlier, Long::sum));
        after.values().removeIf(n -> n == 0);
        return after;
    }

    /** Waits until of {@code count} answers in a row each came from one of {@code endpoints}, and each gave some. */
    void awaitOnly(long count, String... endpoints) throws Exception {
        Wait.until(
                () -> "answers from " + List.of(endpoints) + " alone; failures: " + failures,
                Wait.LIMIT,
                () -> among(count).keySet().equals(Set.of(endpoints)));
    }

    /** Fails if any request did. */
    void requireNoFailure() {
        assertThat(failures).as("requests that failed, of %d", succeeded()).isEmpty();
    }

    /** Lets every client have its answer, then ends them. */
    @Override
    public void close() {
        running = false;
        clients.close();
    }

    private void askOnAndOn() {
        while (running) {
            try (var socket = new Socket()) {
                socket.connect(target.get(), PATIENCE_MILLIS);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MILLIS);
                askOn(socket);
            } catch (IOException | RuntimeException e) {
                fail(e.toString());
                // A refused connection ends at once: clients of a node that is gone would leave no time to the others.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void askOn(Socket socket) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream());
        var again = true;
        while (running && again) {
            socket.getOutputStream().write(request);
            var head = readHead(in);
            var body = new String(in.readNBytes(length(head)), StandardCharsets.ISO_8859_1);
            if (head.startsWith("HTTP/1.1 200 ") && body.length() == length(head)) {
                answers.computeIfAbsent(body, _ -> new LongAdder()).increment();
            } else {
                fail(head + body);
            }
            again = !head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close");
        }
    }

    private void fail(String what) {
        if (failures.size() < FAILURES_KEPT) {
            failures.add(what);
        }
    }

    private static String readHead(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("closed after \"" + head + "\"");
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static int length(String head) {
        for (var line : head.split("\r\n")) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }
}
