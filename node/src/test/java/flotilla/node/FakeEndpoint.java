package flotilla.node;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Endpoint;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A small real HTTP/1.1 server on a loopback port whose behaviour a test turns while it runs. Keeps connections alive,
 * remembers every request, and answers 200 with {@code ok} until told otherwise. A change of behaviour is for the
 * requests whose head is read after it.
 */
public final class FakeEndpoint implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    /** What happens once a request has been read. */
    private enum Behaviour {
        ANSWER,
        CLOSE,
        RESET,
        HALF,
        RAW,
        SILENT
    }

    /** Bodies and raw answers hold one byte in each character. */
    private record Script(Behaviour behaviour, int status, String body, Map<String, String> headers, String raw) {}

    private final int port;
    private final UnaryOperator<Socket> layer;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();

    @GuardedBy("this") private final List<Received> received = new ArrayList<>();

    private volatile ServerSocket listener;
    private volatile Thread acceptor;
    private volatile int failingOfTen;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Script script = new Script(Behaviour.ANSWER, 200, "ok", Map.of(), "");

    private FakeEndpoint(ServerSocket listener, UnaryOperator<Socket> layer) {
        this.layer = layer;
        this.listener = listener;
        this.port = listener.getLocalPort();
        this.acceptor = serve(listener);
    }

    /** Listens on a free port of 127.0.0.1. */
    public static FakeEndpoint start() {
        return start(UnaryOperator.identity());
    }

    /** The same, with a layer such as TLS over every connection. */
    public static FakeEndpoint start(UnaryOperator<Socket> layer) {
        return new FakeEndpoint(listen(0), layer);
    }

    public int port() {
        return port;
    }

    public Endpoint endpoint() {
        return Endpoint.of("127.0.0.1", port);
    }

    /** Answers with this status, as whole as before. */
    public FakeEndpoint status(int status) {
        return play(new Script(Behaviour.ANSWER, status, script.body, script.headers, script.raw));
    }

    /** Answers so many of ten requests with 500, spread evenly. */
    public FakeEndpoint failing(int ofTen) {
        failingOfTen = ofTen;
        return this;
    }

    private Script next() {
        boolean fails = answers.getAndIncrement() % 10 * failingOfTen % 10 < failingOfTen;
        return fails ? new Script(script.behaviour, 500, script.body, script.headers, script.raw) : script;
    }

    public FakeEndpoint body(String body) {
        return body(body.getBytes(StandardCharsets.UTF_8));
    }

    public FakeEndpoint body(byte[] body) {
        var text = new String(body, StandardCharsets.ISO_8859_1);
        return play(new Script(Behaviour.ANSWER, script.status, text, script.headers, script.raw));
    }

    /** Adds a header to every answer. */
    public FakeEndpoint header(String name, String value) {
        var headers = new LinkedHashMap<>(script.headers);
        headers.put(name, value);
        return play(new Script(Behaviour.ANSWER, script.status, script.body, headers, script.raw));
    }

    /** Answers in order again, with the status, body and headers set before. */
    public FakeEndpoint answer() {
        return play(Behaviour.ANSWER);
    }

    /** Closes the connection in place of an answer. */
    public FakeEndpoint closeOnRequest() {
        return play(Behaviour.CLOSE);
    }

    /** Resets the connection (RST) in place of an answer. */
    public FakeEndpoint resetOnRequest() {
        return play(Behaviour.RESET);
    }

    /** Sends the head and half of the body, then closes. */
    public FakeEndpoint cutAnswer() {
        return play(Behaviour.HALF);
    }

    /** Reads requests and never answers. */
    public FakeEndpoint staySilent() {
        return play(Behaviour.SILENT);
    }

    /** Sends these bytes in place of an answer, whatever they are, then closes. */
    public FakeEndpoint raw(String bytes) {
        return play(new Script(Behaviour.RAW, script.status, script.body, script.headers, bytes));
    }

    /** Holds every answer back until {@link #release}. */
    public FakeEndpoint hold() {
        gate = new CountDownLatch(1);
        return this;
    }

    public FakeEndpoint release() {
        gate.countDown();
        return this;
    }

    /** Stops listening, so that new connections are refused; those that are open go on. */
    public FakeEndpoint refuse() {
        try {
            listener.close();
            acceptor.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return this;
    }

    /** Listens on the same port again. */
    public FakeEndpoint accept() {
        if (listener.isClosed()) {
            listener = listen(port);
            acceptor = serve(listener);
        }
        return this;
    }

    /** Resets every open connection; goes on listening. */
    public FakeEndpoint dropConnections() {
        open.forEach(FakeEndpoint::reset);
        return this;
    }

    /** Requests whose head and body were read whole, ever. */
    public synchronized int requests() {
        return received.size();
    }

    /** Connections accepted, ever. */
    public int connections() {
        return connections.get();
    }

    /** Connections open now. */
    public int openConnections() {
        return open.size();
    }

    public synchronized List<Received> received() {
        return List.copyOf(received);
    }

    /** The newest request. */
    public synchronized Received last() {
        return received.getLast();
    }

    /** Waits until at least {@code count} requests have come, within a limit. */
    public synchronized void awaitRequests(int count) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (received.size() < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new TimeoutException(received.size() + " requests (expected: " + count + ")");
            }
            wait(left);
        }
    }

    @Override
    public void close() {
        refuse();
        gate.countDown();
        dropConnections();
    }

    private FakeEndpoint play(Behaviour behaviour) {
        return play(new Script(behaviour, script.status, script.body, script.headers, script.raw));
    }

    private FakeEndpoint play(Script next) {
        script = next;
        return this;
    }

    private static ServerSocket listen(int port) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port, e);
        }
    }

    private Thread serve(ServerSocket socket) {
        return Thread.ofVirtual().name("fake-endpoint-" + port).start(() -> {
            while (!socket.isClosed()) {
                try {
                    var connection = socket.accept();
                    connections.incrementAndGet();
                    open.add(connection);
                    Thread.ofVirtual().start(() -> converse(connection));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void converse(Socket connection) {
        try (connection;
                var spoken = layer.apply(connection)) {
            connection.setTcpNoDelay(true);
            var in = new BufferedInputStream(spoken.getInputStream());
            var out = spoken.getOutputStream();
            boolean again = true;
            while (again) {
                again = exchange(connection, in, out);
            }
        } catch (IOException | InterruptedException e) {
            // The other side left, or the test is over: nothing that a test would not see by itself.
        } finally {
            open.remove(connection);
        }
    }

    private boolean exchange(Socket connection, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        var head = Received.readHead(in);
        if (head.isEmpty()) {
            return false;
        }
        var now = next();
        if (head.get().header("expect").isPresent()) {
            out.write(bytes("HTTP/1.1 100 Continue\r\n\r\n"));
        }
        var request = head.get().readBody(in);
        synchronized (this) {
            received.add(request);
            notifyAll();
        }
        gate.await();
        return switch (now.behaviour) {
            case ANSWER -> {
                out.write(bytes(whole(now, request)));
                yield !request.header("connection").orElse("").equalsIgnoreCase("close");
            }
            case CLOSE -> false;
            case RESET -> {
                reset(connection);
                yield false;
            }
            case HALF -> {
                String answer = whole(now, request);
                out.write(bytes(answer.substring(0, answer.length() - (now.body.length() + 1) / 2)));
                yield false;
            }
            case RAW -> {
                out.write(bytes(now.raw));
                yield false;
            }
            case SILENT -> in.read() >= 0;
        };
    }

    private static String whole(Script now, Received request) {
        var answer = new StringBuilder("HTTP/1.1 " + now.status + " Fake\r\n");
        boolean bodiless = now.status == 204 || now.status == 304;
        if (!bodiless) {
            answer.append("Content-Length: ").append(now.body.length()).append("\r\n");
        }
        now.headers.forEach(
                (name, value) -> answer.append(name).append(": ").append(value).append("\r\n"));
        answer.append("\r\n");
        if (!bodiless && !request.method().equals("HEAD")) {
            answer.append(now.body);
        }
        return answer.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void reset(Socket connection) {
        try {
            connection.setSoLinger(true, 0);
            connection.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }
}
