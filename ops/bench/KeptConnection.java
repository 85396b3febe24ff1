import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client's connection to a node, for one request after another. */
final class KeptConnection {

    private final Socket socket;
    private final BufferedInputStream in;

    KeptConnection(int port, int patienceMillis) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(patienceMillis);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * Asks once and reads the whole answer.
     *
     * @param fields of the request beside Host, as whole lines
     * @throws IOException if there is no whole answer of 200; the connection is closed then
     */
    void ask(String fields) throws IOException {
        try {
            var request = "GET / HTTP/1.1\r\nHost: bench\r\n" + fields + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var status = line();
            int length = -1;
            for (var field = line(); !field.isEmpty(); field = line()) {
                if (field.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(field.substring(15).strip());
                }
            }
            if (!status.contains(" 200 ") || length < 0) {
                throw new IOException(status);
            }
            in.skipNBytes(length);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
