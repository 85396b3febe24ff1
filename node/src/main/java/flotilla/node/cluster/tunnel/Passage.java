package flotilla.node.cluster.tunnel;

import flotilla.discovery.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * One connection through the tunnel: a plain half on this machine and an encrypted one to another. Each direction is a
 * virtual thread with a buffer of its own, so a slow reader slows its writer and nothing grows.
 *
 * <p>Nothing here waits for ever: the tunnel asks every quarter of a second whether a passage is {@link #overdue}, and cuts
 * it then. That covers what a read's own timeout does not: a handshake fed byte by byte, a write to a frozen reader.
 */
final class Passage {

    /** For the connection, the handshake and the first word together. */
    static final Duration SETUP = Duration.ofSeconds(3);

    private static final Duration STALL = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final int BUFFER = 16 << 10;

    private final Time time;
    private final Socket first;
    private final AtomicInteger directions = new AtomicInteger(2);
    private final Consumer<Passage> ended;
    private final long begin;
    private volatile boolean open;
    private volatile boolean cut;
    private volatile long moved;
    private volatile long writing;
    private volatile Socket second;

    /**
     * @param first the half that is there already
     * @param ended told once both halves are closed
     */
    Passage(Time time, Socket first, Consumer<Passage> ended) {
        this.time = time;
        this.first = first;
        this.second = first;
        this.ended = ended;
        this.begin = time.nanos();
        this.moved = begin;
    }

    /** Where the half that was there first comes from. */
    @Nullable InetAddress from() {
        return first.getInetAddress();
    }

    /** Whether it carries something already, so that it is known whose it is. */
    boolean isOpen() {
        return open;
    }

    /** Takes the other half in, so that it is closed with this passage. */
    void with(Socket other) throws IOException {
        second = other;
        if (cut) {
            other.close();
            throw new IOException("cut");
        }
    }

    /** Low delay, and a dead peer noticed within seconds even if nothing is sent. */
    static Socket tuned(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 5);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 2);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        }
        return socket;
    }

    /** Carries both ways from now on; the sockets are those of the two halves, with their encryption. */
    void carry(Socket one, Socket other) {
        open = true;
        moved = time.nanos();
        Thread.ofVirtual().name("tunnel out").start(() -> pump(one, other));
        Thread.ofVirtual().name("tunnel in").start(() -> pump(other, one));
    }

    private void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                long now = time.nanos();
                moved = now;
                writing = now;
                out.write(buffer, 0, n);
                writing = 0;
            }
            to.shutdownOutput();
        } catch (IOException e) {
            cut();
        }
        if (directions.decrementAndGet() == 0) {
            end();
        }
    }

    /** Whether it takes too long over what it does. */
    boolean overdue(long now) {
        long since = writing;
        if (!open) {
            return now - begin > SETUP.toNanos();
        }
        return since != 0 && now - since > STALL.toNanos() || now - moved > IDLE.toNanos();
    }

    /** Closes both halves once all is sent: what is under way arrives. */
    private void end() {
        close(first);
        close(second);
        ended.accept(this);
    }

    /** Closes both halves at once, in the way that the other side notices at once. */
    void cut() {
        cut = true;
        reset(first);
        reset(second);
        ended.accept(this);
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already, or the other side has.
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // There is nothing else to be done about it.
        }
    }
}
