package flotilla.ops.process.upgrade;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that ask again and again until closed, half of them on kept connections, half on a new one each time. They try
 * nothing twice: whatever is not a whole 200 is a failure, and so is a kept connection that ends without having been told to.
 */
final class SteadyClients implements AutoCloseable {

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(ISO_8859_1);
    private static final int PATIENCE_MILLIS = 30_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final int port;
    private final LongAdder answered = new LongAdder();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean running = true;

    private SteadyClients(int port) {
        this.port = port;
    }

    static SteadyClients start(int port, int pairs) {
        var load = new SteadyClients(port);
        for (int i = 0; i < pairs; i++) {
            load.clients.execute(() -> load.askOnAndOn(true));
            load.clients.execute(() -> load.askOnAndOn(false));
        }
        return load;
    }

    long answered() {
        return answered.sum();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    private void askOnAndOn(boolean keep) {
        while (running) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                boolean again = true;
                while (again) {
                    socket.getOutputStream().write(REQUEST);
                    again = !closes(head(socket.getInputStream())) && keep && running;
                    answered.increment();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (IOException e) {
                failures.add((keep ? "kept: " : "new: ") + e);
            }
        }
    }

    /** The answers have no body. */
    static String head(InputStream in) throws IOException {
        return head(in, 204);
    }

    static String head(InputStream in, int status) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed after \"" + head + "\"");
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 " + status)) {
            throw new IOException(head.toString());
        }
        return head.toString();
    }

    private static boolean closes(String head) {
        return head.toLowerCase(Locale.ROOT).contains("connection: close");
    }

    @Override
    public void close() {
        running = false;
        clients.close();
    }
}
