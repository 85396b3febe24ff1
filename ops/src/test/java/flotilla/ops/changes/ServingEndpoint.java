package flotilla.ops.changes;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * An endpoint that never fails: a GET of {@code .../download} gets {@link #PARTS} parts with pauses between them, a body is counted
 * and answered with its length, anything else is answered with two bytes. Keeps its connections for ever.
 */
final class ServingEndpoint implements AutoCloseable {

    static final int PARTS = 25;
    static final byte[] PART = "0123456789abcdef".repeat(512).getBytes(StandardCharsets.ISO_8859_1);
    private static final long PAUSE_NANOS = Duration.ofMillis(60).toNanos();

    private final ServerSocket listener;

    private ServingEndpoint(ServerSocket listener) {
        this.listener = listener;
    }

    static ServingEndpoint start() throws IOException {
        var endpoint = new ServingEndpoint(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(endpoint::accept);
        return endpoint;
    }

    String authority() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var connection = listener.accept();
                Thread.ofVirtual().start(() -> converse(connection));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private static void converse(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            var in = new BufferedInputStream(connection.getInputStream());
            var out = new BufferedOutputStream(connection.getOutputStream());
            for (var request = Message.read(in); request != null; request = Message.read(in)) {
                serve(request, in, out);
            }
        } catch (IOException e) {
            // The other side left; the next connection is none the worse for it.
        }
    }

    private static void serve(Message request, InputStream in, OutputStream out) throws IOException {
        if (request.first().contains("/download")) {
            head(out, (long) PARTS * PART.length);
            for (int i = 0; i < PARTS; i++) {
                // Not behind the last: the next request on this connection would wait, and seem to be slow.
                LockSupport.parkNanos(i == 0 ? 0 : PAUSE_NANOS);
                out.write(PART);
                out.flush();
            }
            return;
        }
        in.skipNBytes(request.length());
        var body = request.length() > 0 ? String.valueOf(request.length()) : "ok";
        head(out, body.length());
        out.write(body.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void head(OutputStream out, long length) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
