package flotilla.node.io.front;

import flotilla.node.io.IoThread;
import flotilla.node.io.Timeout;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection whose client may still be sending. Closed at once, its socket would answer that with a reset,
 * and the client would lose the answer that tells it why (RFC 9112 section 9.6). So it is told that nothing more comes,
 * and what it sends is thrown away until it closes its side too, for a while.
 */
final class Lingering extends Timeout {

    private static final long NANOS = TimeUnit.SECONDS.toNanos(2);

    private final IoThread io;
    private final ClientSocket socket;
    private final Runnable over;

    /** @param over closes the connection */
    Lingering(IoThread io, ClientSocket socket, Runnable over) {
        this.io = io;
        this.socket = socket;
        this.over = over;
    }

    void begin() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            over.run();
            return;
        }
        io.after(this, NANOS);
        socket.listen(true);
    }

    void readable() {
        try {
            if (socket.read(io.incoming.clear()) < 0) {
                over.run();
            }
        } catch (IOException e) {
            over.run();
        }
    }

    @Override
    protected void expired() {
        over.run();
    }
}
