package flotilla.node.health;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;

/** A connection to an endpoint for one check, with one time limit over all that is done with it. */
final class CheckConnection implements AutoCloseable {

    private static final int BUFFER = 8 * 1024;

    private final Time time;
    private final Duration timeout;
    private final long deadline;
    private final Socket socket = new Socket();
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;

    private CheckConnection(Time time, Duration timeout) {
        this.time = time;
        this.timeout = timeout;
        this.deadline = time.nanos() + timeout.toNanos();
    }

    static CheckConnection open(Endpoint endpoint, Time time, Duration timeout) throws IOException {
        var connection = new CheckConnection(time, timeout);
        try {
            var address = new InetSocketAddress(endpoint.host(), endpoint.port());
            if (address.isUnresolved()) {
                throw new UnknownHostException("unknown host " + endpoint.host());
            }
            connection.socket.connect(address, connection.millisLeft());
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    /** Meant for a few hundred bytes, which the system takes without waiting for the endpoint. */
    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next byte, or -1 at the end. */
    int read() throws IOException {
        if (position == limit) {
            socket.setSoTimeout(millisLeft());
            limit = Math.max(0, socket.getInputStream().read(buffer));
            position = 0;
        }
        return position < limit ? buffer[position++] & 0xff : -1;
    }

    /** What went wrong, in words for a verdict. */
    static String words(IOException trouble, Duration timeout) {
        if (trouble instanceof SocketTimeoutException) {
            return "nothing within " + timeout.toMillis() + " ms";
        }
        String message = trouble.getMessage();
        if (message == null) {
            return trouble.getClass().getSimpleName();
        }
        return trouble instanceof SocketException ? message.toLowerCase(Locale.ROOT) : message;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int millisLeft() throws SocketTimeoutException {
        long left = Duration.ofNanos(deadline - time.nanos()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("nothing within " + timeout);
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
