package flotilla.ops.system;

import flotilla.ops.Await;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** One connection to an endpoint of the fault matrix, from the endpoint's side: what a fault is spelt with. */
final class Conversation {

    /** What an endpoint has got, over all its connections. */
    record Heard(RequestKind kind, AtomicInteger heads, AtomicInteger whole) {

        static Heard nothingOf(RequestKind kind) {
            return new Heard(kind, new AtomicInteger(), new AtomicInteger());
        }
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)\r\n");
    private static final long GLANCE_NANOS = Duration.ofMillis(1).toNanos();

    private final Socket accepted;
    private final Socket socket;
    private final InputStream in;
    private final Heard heard;

    /**
     * @param accepted the plain socket
     * @param socket the same, or TLS over it
     */
    Conversation(Socket accepted, Socket socket, Heard heard) throws IOException {
        this.accepted = accepted;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.heard = heard;
        accepted.setTcpNoDelay(true);
    }

    /** Waits for the first byte, and leaves it where it is. */
    void awaitFirstByte() throws IOException {
        while (accepted.getInputStream().available() == 0) {
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }

    /** Reads a head; returns how long its body is, -1 if there is no other request. */
    int hearHead() throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
            int b = in.read();
            if (b < 0) {
                return -1;
            }
            head.append((char) b);
        }
        heard.heads().incrementAndGet();
        var length = LENGTH.matcher(head);
        return length.find() ? Integer.parseInt(length.group(1)) : 0;
    }

    /** Reads a request whole; returns whether there was one. */
    boolean hear() throws IOException {
        int length = hearHead();
        if (length < 0) {
            return false;
        }
        if (heard.kind().isWhole(in.readNBytes(length))) {
            heard.whole().incrementAndGet();
        }
        return true;
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** A byte at a time. */
    void dribble(String text, Duration between) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            pause(between);
            say(text.substring(i, i + 1));
        }
    }

    void answer(int status, String fields, String body) throws IOException {
        say("HTTP/1.1 " + status + " Said\r\n" + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** Does nothing for a while. */
    void pause(Duration time) {
        Await.moment(System.nanoTime() + time.toNanos());
    }

    /** Ends the connection with a RST. */
    void reset() throws IOException {
        accepted.setSoLinger(true, 0);
        accepted.close();
    }

    /** Says that nothing more will come (FIN), and takes whatever does. */
    void end() throws IOException {
        accepted.shutdownOutput();
        keepSilent();
    }

    /** Says nothing until the node has closed. */
    void keepSilent() throws IOException {
        accepted.getInputStream().skip(Long.MAX_VALUE);
    }
}
