package flotilla.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that sends exactly the bytes it is told and shows exactly those it gets. */
public final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;

    public RawClient(InetSocketAddress address) {
        this(connect(address));
    }

    /** On a connection that is open already, as the side that accepted it. */
    public RawClient(Socket open) {
        socket = open;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connect(InetSocketAddress address) {
        try {
            return new Socket(address.getAddress(), address.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(address.toString(), e);
        }
    }

    public RawClient send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    public InputStream in() throws IOException {
        return socket.getInputStream();
    }

    public Socket socket() {
        return socket;
    }

    /** Everything up to and with {@code end}. */
    public String readUntil(String end) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (true) {
            int b = in().read();
            if (b < 0) {
                throw new IOException("closed after: " + bytes.toString(StandardCharsets.ISO_8859_1));
            }
            bytes.write(b);
            if (b == end.charAt(end.length() - 1)
                    && bytes.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
                return bytes.toString(StandardCharsets.ISO_8859_1);
            }
        }
    }

    /** A head with its empty line. */
    public String readHead() throws IOException {
        return readUntil("\r\n\r\n");
    }

    /** An answer whose body has a Content-Length. */
    public String readAnswer() throws IOException {
        var head = readHead();
        int length = head.lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                .findFirst()
                .orElse(0);
        return head + new String(in().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** Everything until the other side closes; a reset shows as {@code <reset>}, silence as {@code <open>}. */
    public String readToEnd() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            in().transferTo(bytes);
        } catch (SocketTimeoutException e) {
            return bytes.toString(StandardCharsets.ISO_8859_1) + "<open>";
        } catch (IOException e) {
            return bytes.toString(StandardCharsets.ISO_8859_1) + "<reset>";
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
