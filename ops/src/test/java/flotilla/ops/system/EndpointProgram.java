package flotilla.ops.system;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An endpoint as a program of its own: answers every request with its name and keeps connections. Arguments: the port, the
 * name, and the address to listen on. Reads requests without a body only.
 */
final class EndpointProgram {

    private final byte[] answer;

    private EndpointProgram(String name) {
        answer = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + name.length() + "\r\n\r\n" + name)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    public static void main(String[] args) throws IOException {
        var program = new EndpointProgram(args[1]);
        try (var listener = new ServerSocket(Integer.parseInt(args[0]), 512, InetAddress.getByName(args[2]))) {
            while (true) {
                var connection = listener.accept();
                Thread.ofVirtual().start(() -> program.converse(connection));
            }
        }
    }

    private void converse(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            var in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            while (readHead(in)) {
                out.write(answer);
            }
        } catch (IOException e) {
            // The other side left; the next connection is none the worse for it.
        }
    }

    /** Whether there was a request before the end. */
    private static boolean readHead(InputStream in) throws IOException {
        int matched = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
            if (matched == 4) {
                return true;
            }
        }
        return false;
    }
}
