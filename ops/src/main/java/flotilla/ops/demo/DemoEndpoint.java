package flotilla.ops.demo;

import flotilla.discovery.Time;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A small HTTP/1.1 server that takes a while for every answer, on a virtual thread per connection. It understands what
 * a proxy sends to it and no more: requests without bodies, connections that are kept.
 */
public final class DemoEndpoint implements AutoCloseable {

    private static final int BACKLOG = 128;

    private final ServerSocket listener;
    private final String name;
    private final Duration delay;
    private final Time time;

    private DemoEndpoint(ServerSocket listener, String name, Duration delay, Time time) {
        this.listener = listener;
        this.name = name;
        this.delay = delay;
        this.time = time;
    }

    /**
     * Serves on a port of the loopback interface; 0: any free one.
     *
     * @throws UncheckedIOException naming the port, if it cannot be bound
     */
    public static DemoEndpoint start(String name, int port, Duration delay, Time time) {
        return start(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), delay, time);
    }

    static DemoEndpoint start(String name, InetSocketAddress bind, Duration delay, Time time) {
        try {
            var listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(bind, BACKLOG);
            var endpoint = new DemoEndpoint(listener, name, delay, time);
            Thread.ofVirtual().name("accept").start(endpoint::accept);
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException("demo endpoint " + name + ": cannot listen on " + bind, e);
        }
    }

    /** Runs as a process of its own: says its port on standard output, and ends when standard input does. */
    public static void runUntilParentIsGone(String name, int port, Duration delay, Time time) {
        try (var endpoint = start(name, port, delay, time)) {
            System.out.println(endpoint.port());
            System.out.flush();
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("demo endpoint " + name, e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            for (var request = lines.readLine(); request != null; request = lines.readLine()) {
                skipHeaders(lines);
                if (!request.contains(" /health ")) {
                    time.pause(delay);
                }
                client.getOutputStream().write(answer().getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException _) {
            // The node closed the connection, as it may.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String answer() {
        var body = "hello from " + name + "\n";
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static void skipHeaders(BufferedReader lines) throws IOException {
        var line = lines.readLine();
        while (line != null && !line.isEmpty()) {
            line = lines.readLine();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
