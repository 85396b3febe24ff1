package flotilla.node.cluster.tunnel;

import flotilla.discovery.Time;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port that takes connections until closed, each on a virtual thread of its own. */
final class Door implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final int BACKLOG = 128;
    private static final Duration AFTER_FAILURE = Duration.ofMillis(50);

    private final ServerSocket listener;
    private final Consumer<Socket> visitor;

    private Door(ServerSocket listener, Consumer<Socket> visitor) {
        this.listener = listener;
        this.visitor = visitor;
    }

    /** Opens a port; the visitors' sockets are the consumer's. */
    static Door open(InetSocketAddress address, Time time, Consumer<Socket> visitor) throws IOException {
        var listener = new ServerSocket();
        try {
            listener.bind(address, BACKLOG);
        } catch (IOException e) {
            listener.close();
            var named = new BindException(text(address) + ": " + e.getMessage());
            named.initCause(e);
            throw named;
        }
        var door = new Door(listener, visitor);
        Thread.ofVirtual().name("door " + text(address)).start(() -> door.accept(time));
        return door;
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private void accept(Time time) {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().name("tunnel").start(() -> visitor.accept(socket));
            } catch (IOException e) {
                LOG.debug("{}: nobody taken", listener, e);
                pause(time);
            }
        }
    }

    /** A process that has no file descriptor left does not get one by asking at once. */
    private void pause(Time time) {
        try {
            time.pause(AFTER_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("{}: not closed", listener, e);
        }
    }
}
