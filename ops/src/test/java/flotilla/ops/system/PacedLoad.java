package flotilla.ops.system;

import flotilla.ops.system.Site.RunningNode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that asks a node at a rate of its own, whatever it is answered; after a stall it makes up for what it missed.
 * Answers need a Content-Length.
 */
final class PacedLoad implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 15_000;
    private static final long STALL_NANOS = Duration.ofSeconds(1).toNanos();

    private final InetSocketAddress target;
    private final byte[] request;
    private final long intervalNanos;
    private final AtomicLong admitted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong stalledNanos = new AtomicLong();
    private volatile String failure = "";
    private volatile boolean running = true;

    private PacedLoad(InetSocketAddress target, String path, double perSecond) {
        this.target = target;
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: system.test\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        this.intervalNanos = (long) (Duration.ofSeconds(1).toNanos() / perSecond);
    }

    static PacedLoad start(RunningNode node, String path, double perSecond) {
        var load = new PacedLoad(node.host().at(node.port()), path, perSecond);
        Thread.ofVirtual().name("paced load").start(load::ask);
        return load;
    }

    /** Requests that were answered with 200. */
    long admitted() {
        return admitted.get();
    }

    /** Requests that were answered with 429. */
    long refused() {
        return refused.get();
    }

    /** How long it stood still: the parts above a second of each time from one answer to the next. */
    double stalledSeconds() {
        return stalledNanos.get() / 1e9;
    }

    /** What put an end to it before it was told to end; empty: nothing. */
    String failure() {
        return failure;
    }

    private void ask() {
        try (var socket = new Socket()) {
            socket.connect(target, PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            var in = new BufferedInputStream(socket.getInputStream());
            long next = System.nanoTime();
            long last = next;
            while (running) {
                socket.getOutputStream().write(request);
                count(answer(in));
                stalledNanos.addAndGet(Math.max(0, System.nanoTime() - last - STALL_NANOS));
                last = System.nanoTime();
                next += intervalNanos;
                for (long left = next - System.nanoTime(); left > 0 && running; left = next - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
        } catch (IOException e) {
            failure = running ? e.toString() : "";
        }
    }

    private void count(int status) throws IOException {
        switch (status) {
            case 200 -> admitted.incrementAndGet();
            case 429 -> refused.incrementAndGet();
            default -> throw new IOException("status " + status);
        }
    }

    private static int answer(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ", 3)[1]);
        int length = 0;
        for (var field = line(in); !field.isEmpty(); field = line(in)) {
            if (field.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length =
                        Integer.parseInt(field.substring(field.indexOf(':') + 1).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the node has closed");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        running = false;
    }
}
