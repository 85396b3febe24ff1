package flotilla.ops.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that sends one request in one piece, and one before it if need be, and sees whether the answer is cut. */
final class FaultClient {

    private static final int PATIENCE_MILLIS = 60_000;

    /**
     * What came.
     *
     * @param text head and body
     * @param cut whether the connection ended with a reset
     */
    record Answer(String text, boolean cut) {

        int status() {
            return text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0;
        }
    }

    private FaultClient() {}

    static Answer ask(InetSocketAddress node, FaultCell cell) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(node, PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            if (cell.fault().setup().primed()) {
                socket.getOutputStream().write(head("GET", "?first", cell.host(), ""));
                readUntil(socket, "\r\n\r\nkept");
            }
            var request = request(cell);
            // The node may answer, and close, before it has taken all.
            Thread.ofVirtual().name("fault client").start(() -> send(socket, request));
            return readToEnd(socket);
        }
    }

    private static byte[] request(FaultCell cell) {
        var kind = cell.kind();
        var fields = "Connection: close\r\n" + (kind.length() == 0 ? "" : "Content-Length: " + kind.length() + "\r\n");
        var request = new ByteArrayOutputStream();
        request.writeBytes(head(kind.method(), "?cell", cell.host(), fields));
        request.writeBytes(kind.body());
        return request.toByteArray();
    }

    private static byte[] head(String method, String query, String host, String fields) {
        return (method + " " + FaultCell.PATH + query + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void send(Socket socket, byte[] request) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(request);
        } catch (IOException e) {
            // What matters is what comes back.
        }
    }

    private static void readUntil(Socket socket, String end) throws IOException {
        var text = new StringBuilder();
        while (text.lastIndexOf(end) < 0) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new IOException("closed after " + text);
            }
            text.append((char) b);
        }
    }

    private static Answer readToEnd(Socket socket) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var cut = false;
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            cut = true;
        }
        return new Answer(bytes.toString(StandardCharsets.ISO_8859_1), cut);
    }
}
