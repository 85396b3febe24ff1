package flotilla.ops.process.upgrade;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import flotilla.ops.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** An endpoint that answers at once, but {@code /held} when it is told to. */
final class HoldingEndpoint implements AutoCloseable {

    private static final byte[] HELD = "GET /held HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(US_ASCII);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final HttpServer server;

    HoldingEndpoint() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", HoldingEndpoint::answer);
        server.createContext("/held", exchange -> {
            asked.countDown();
            awaitRelease();
            answer(exchange);
        });
        server.createContext("/download", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            var body = exchange.getResponseBody();
            body.write('1');
            body.flush();
            awaitRelease();
            body.write('2');
            exchange.close();
        });
        server.start();
    }

    /** Whole processes may start and end meanwhile. */
    private void awaitRelease() {
        try {
            released.await(5, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Sends a request once by way of a proxy, and returns when it is here: the head of the answer, which waits for {@link #release}. */
    Future<String> held(int proxy) {
        var answer = threads.submit(() -> {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), proxy)) {
                socket.getOutputStream().write(HELD);
                return SteadyClients.head(socket.getInputStream());
            }
        });
        Await.passed(asked);
        return answer;
    }

    /** Answers what is held, sends the second half of each {@code /download}, and holds nothing any more. */
    void release() {
        released.countDown();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.close();
    }
}
