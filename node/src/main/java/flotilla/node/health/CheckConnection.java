package flotilla.node.health;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Time;
import flotilla.node.tls.EndpointTls;
import flotilla.node.tls.TlsTrouble;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** A connection to an endpoint for one check, with one time limit over all that is done with it. */
final class CheckConnection implements AutoCloseable {

    private static final int BUFFER = 8 * 1024;

    private final Time time;
    private final Duration timeout;
    private final long deadline;
    private final Socket plain = new PatientSocket();
    private final byte[] buffer = new byte[BUFFER];
    private Socket socket = plain;
    private int position;
    private int limit;

    private CheckConnection(Time time, Duration timeout) {
        this.time = time;
        this.timeout = timeout;
        this.deadline = time.nanos() + timeout.toNanos();
    }

    /** Connects, and speaks TLS from then on if that is how the endpoint is spoken to. */
    static CheckConnection open(Endpoint endpoint, EndpointTls tls, Time time, Duration timeout) throws IOException {
        var connection = new CheckConnection(time, timeout);
        try {
            var address = new InetSocketAddress(endpoint.host(), endpoint.port());
            if (address.isUnresolved()) {
                throw new UnknownHostException("unknown host " + endpoint.host());
            }
            connection.plain.connect(address, connection.millisLeft());
            if (tls.speaksTo(endpoint)) {
                var secured = tls.over(connection.plain, endpoint);
                connection.socket = secured;
                secured.startHandshake();
            }
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
        if (trouble instanceof SSLException) {
            return "tls: " + TlsTrouble.words(trouble);
        }
        String message = trouble.getMessage();
        if (message == null) {
            return trouble.getClass().getSimpleName();
        }
        return trouble instanceof SocketException ? message.toLowerCase(Locale.ROOT) : message;
    }

    @Override
    public void close() throws IOException {
        try (plain) {
            socket.close();
        }
    }

    private int millisLeft() throws SocketTimeoutException {
        long left = Duration.ofNanos(deadline - time.nanos()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("nothing within " + timeout);
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    /** Each read waits for what is left of the check's time alone, also those that TLS makes by itself. */
    private final class PatientSocket extends Socket {

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    setSoTimeout(millisLeft());
                    return super.read();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    setSoTimeout(millisLeft());
                    return super.read(bytes, offset, length);
                }
            };
        }
    }
}
