import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Endpoints that can be told to fail: {@code java FaultyEndpoints.java <control port> <keystore or -> <port>...}. A line
 * {@code <port> <fault>} to the control port makes one of them fail in that way from then on, kept connections included; the
 * answer is {@code ok}. With a keystore (password {@code changeit}) they speak TLS.
 */
final class FaultyEndpoints {

    private static final int BODY = 100;
    private static final String WHOLE = "HTTP/1.1 200 OK\r\nContent-Length: " + BODY + "\r\n\r\n" + "x".repeat(BODY);
    private static final long DRIBBLE_NANOS = 100_000_000;
    private static final int QUEUE = 1024;
    private static final int FILLERS = 8;

    private final int port;
    private final SSLContext tls;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;
    private volatile Thread accepting;
    private volatile String fault = "none";

    private FaultyEndpoints(int port, SSLContext tls) throws IOException {
        this.port = port;
        this.tls = tls;
        listen(QUEUE);
        accepting.start();
    }

    public static void main(String[] args) throws Exception {
        var tls = args[1].equals("-") ? null : context(args[1]);
        var endpoints = new HashMap<String, FaultyEndpoints>();
        for (var port : IntStream.range(2, args.length).mapToObj(i -> args[i]).toList()) {
            endpoints.put(port, new FaultyEndpoints(Integer.parseInt(port), tls));
        }
        try (var control = new ServerSocket(Integer.parseInt(args[0]), 8, InetAddress.getLoopbackAddress())) {
            while (true) {
                obey(control.accept(), endpoints);
            }
        }
    }

    private static SSLContext context(String keystore) throws Exception {
        var keys = KeyStore.getInstance(new java.io.File(keystore), "changeit".toCharArray());
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static void obey(Socket caller, Map<String, FaultyEndpoints> endpoints) throws IOException {
        try (caller) {
            var in = new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII));
            var words = String.valueOf(in.readLine()).split(" ");
            if (words.length == 2) {
                endpoints.get(words[0]).fail(words[1]);
                caller.getOutputStream().write("ok\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private void listen(int queue) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), queue);
        listener = socket;
        accepting = Thread.ofPlatform().unstarted(this::accept);
    }

    /** A listener's port is free once nobody waits in it. */
    private void stopListening() throws IOException {
        listener.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void fail(String how) throws IOException {
        fault = how;
        switch (how) {
            case "refuse", "black-hole" -> stopListening();
            default -> {}
        }
        if (how.equals("black-hole")) {
            // Nobody accepts, and the queue is full: the kernel drops every further SYN.
            listen(1);
            for (int i = 0; i < FILLERS; i++) {
                var filler = java.nio.channels.SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(listener.getLocalSocketAddress());
            }
        }
        if (how.equals("refuse") || how.equals("reset-at-accept")) {
            connections.forEach(FaultyEndpoints::reset);
        }
    }

    private void accept() {
        while (true) {
            try {
                var connection = listener.accept();
                if (fault.equals("reset-at-accept")) {
                    reset(connection);
                } else {
                    Thread.ofVirtual().start(() -> converse(connection));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void reset(Socket connection) {
        try {
            connection.setSoLinger(true, 0);
            connection.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    private void converse(Socket raw) {
        connections.add(raw);
        try (raw) {
            raw.setTcpNoDelay(true);
            var connection = tls == null ? raw : secured(raw);
            while (request(connection.getInputStream())) {
                if (!answer(raw, connection.getOutputStream())) {
                    return;
                }
            }
        } catch (IOException e) {
            // The proxy closed a connection that it kept, or was told no.
        } finally {
            connections.remove(raw);
        }
    }

    private Socket secured(Socket raw) throws IOException {
        if (fault.equals("tls")) {
            raw.getOutputStream().write("no TLS here\r\n".getBytes(StandardCharsets.US_ASCII));
            throw new IOException("no TLS");
        }
        var secured = (SSLSocket) tls.getSocketFactory().createSocket(raw, null, port, true);
        secured.setUseClientMode(false);
        return secured;
    }

    /** Whether to go on with the connection. */
    private boolean answer(Socket raw, OutputStream out) throws IOException {
        var now = fault;
        switch (now) {
            case "reset-mid-header" -> cut(raw, out, 25);
            case "reset-mid-body" -> cut(raw, out, WHOLE.length() - BODY / 2);
            case "slow-first-byte", "black-hole" -> await();
            case "dribble" -> dribble(out);
            case "framing" -> write(out, WHOLE.replace("\r\n\r\n", "\r\nContent-Length: 7\r\n\r\n"));
            case "garbage" -> write(out, "220 mail.example ESMTP\r\n\r\n");
            case "500", "502", "503", "504" -> write(
                    out, "HTTP/1.1 " + now + " Out of order\r\nContent-Length: 3\r\n\r\nno\n");
            case "tls" -> reset(raw);
            default -> write(out, WHOLE);
        }
        return !raw.isClosed();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What is written before a reset may be lost with it, so it has a moment to be read. */
    private static void cut(Socket raw, OutputStream out, int length) throws IOException {
        write(out, WHOLE.substring(0, length));
        LockSupport.parkNanos(2_000_000);
        reset(raw);
    }

    private static void await() throws IOException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void dribble(OutputStream out) throws IOException {
        for (var piece : WHOLE.split("")) {
            write(out, piece);
            LockSupport.parkNanos(DRIBBLE_NANOS);
        }
    }

    /** Reads a head; whether there was one. */
    private static boolean request(InputStream in) throws IOException {
        int newlines = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
            if (newlines == 2) {
                return true;
            }
        }
        return false;
    }
}
