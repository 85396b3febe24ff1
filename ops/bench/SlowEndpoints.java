import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Endpoints with a few workers each, and a queue before them: {@code java SlowEndpoints.java <workers> <port>:<factor>...}. A
 * request says in {@code X-Work} how many microseconds a worker is busy with it; at an endpoint of factor 10 it is ten
 * times as long. Work is waiting, so that many endpoints fit on one core.
 */
final class SlowEndpoints {

    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.ISO_8859_1);
    private static final long NANOS_PER_MICRO = 1_000;

    private final Semaphore workers;
    private final double factor;

    private SlowEndpoints(int workers, double factor) {
        this.workers = new Semaphore(workers, true);
        this.factor = factor;
    }

    public static void main(String[] args) throws Exception {
        for (int i = 1; i < args.length; i++) {
            var words = args[i].split(":");
            var endpoint = new SlowEndpoints(Integer.parseInt(args[0]), Double.parseDouble(words[1]));
            var listener = new ServerSocket(Integer.parseInt(words[0]), 1024, InetAddress.getLoopbackAddress());
            Thread.ofPlatform().start(() -> endpoint.accept(listener));
        }
    }

    private void accept(ServerSocket listener) {
        try {
            while (true) {
                var connection = listener.accept();
                Thread.ofVirtual().start(() -> converse(connection));
            }
        } catch (IOException e) {
            throw new IllegalStateException(listener.toString(), e);
        }
    }

    private void converse(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            var in = new BufferedInputStream(connection.getInputStream());
            for (long micros = work(in); micros >= 0; micros = work(in)) {
                serve(micros);
                connection.getOutputStream().write(ANSWER);
            }
        } catch (IOException e) {
            // The proxy closed a connection that it kept.
        }
    }

    private void serve(long micros) {
        workers.acquireUninterruptibly();
        long until = System.nanoTime() + (long) (micros * NANOS_PER_MICRO * factor);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        workers.release();
    }

    /** What a request's head asks for, 0 if it does not say; -1 at the end of the connection. */
    private static long work(InputStream in) throws IOException {
        long micros = 0;
        var line = new StringBuilder();
        boolean any = false;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b != '\n') {
                line.append((char) b);
                continue;
            }
            var text = line.toString().strip().toLowerCase(Locale.ROOT);
            line.setLength(0);
            if (text.isEmpty() && any) {
                return micros;
            }
            any = true;
            if (text.startsWith("x-work:")) {
                micros = Long.parseLong(text.substring("x-work:".length()).strip());
            }
        }
        return -1;
    }
}
