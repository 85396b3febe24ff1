package flotilla.node.io.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes connections on to a port, and what comes back in pieces of odd sizes, each in a segment of its own. */
final class Pieces implements AutoCloseable {

    private static final int[] SIZES = {1, 4, 1, 977, 3, 16_384, 1, 2, 5000};

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    Pieces(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var front = listener.accept();
                var back = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(front);
                open.add(back);
                front.setTcpNoDelay(true);
                Thread.startVirtualThread(() -> pass(front, back, false));
                Thread.startVirtualThread(() -> pass(back, front, true));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private static void pass(Socket from, Socket to, boolean inPieces) {
        try (from;
                to) {
            if (inPieces) {
                cut(from.getInputStream(), to.getOutputStream());
            } else {
                from.getInputStream().transferTo(to.getOutputStream());
            }
        } catch (IOException e) {
            // One side has left, and so does the other.
        }
    }

    private static void cut(InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[16_384];
        for (int i = 0; ; i++) {
            int n = in.read(buffer, 0, SIZES[i % SIZES.length]);
            if (n < 0) {
                return;
            }
            out.write(buffer, 0, n);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
