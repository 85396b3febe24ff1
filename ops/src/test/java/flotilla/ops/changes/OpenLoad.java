package flotilla.ops.changes;

import flotilla.ops.Await;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that come at a constant rate, whether or not those before them were served; each fourth on a connection of its
 * own, the others over kept ones. Beside them some that download slowly and some that upload slowly, one after another. None tries anything twice:
 * whatever is not a whole answer of 200 is a failure.
 */
final class OpenLoad implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long MAX_IDLE_NANOS = 20 * NANOS_PER_SECOND;
    private static final byte[] UPLOAD_PART = new byte[8192];
    private static final int UPLOAD_PARTS = 20;
    private static final long UPLOAD_PAUSE_NANOS = 60_000_000;

    private final int port;
    private final long gapNanos;

    /** The one used last goes first. */
    private final Deque<Client> kept = new ConcurrentLinkedDeque<>();

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger transfers = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean running = true;

    private OpenLoad(int port, double perSecond) {
        this.port = port;
        this.gapNanos = (long) (NANOS_PER_SECOND / perSecond);
    }

    /**
     * @param transfers how many download and how many upload at a time
     * @param doors where each of those begins
     */
    static OpenLoad start(int port, double perSecond, int transfers, Doors doors) {
        var load = new OpenLoad(port, perSecond);
        load.begin(load::arrive);
        for (int i = 0; i < transfers; i++) {
            load.begin(() -> load.repeat(() -> load.transfer(doors, true)));
            load.begin(() -> load.repeat(() -> load.transfer(doors, false)));
        }
        return load;
    }

    private void begin(Runnable work) {
        open.incrementAndGet();
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } finally {
                open.decrementAndGet();
            }
        });
    }

    private void arrive() {
        long due = System.nanoTime();
        for (int i = 0; running; i++) {
            due += gapNanos;
            Await.moment(due);
            long dueNanos = due;
            boolean own = i % 4 == 0;
            var path = i % 2 == 0 ? "/shop" : "/moved";
            begin(() -> ask(path, own, dueNanos));
        }
    }

    private void ask(String path, boolean own, long dueNanos) {
        try {
            var free = own ? null : kept.pollFirst();
            var client = free == null ? new Client(port) : free;
            client.write(get(path, own));
            client.skipBody();
            latencies.add(System.nanoTime() - dueNanos);
            answered.incrementAndGet();
            if (own || client.last) {
                client.close();
            } else {
                client.idleSince = System.nanoTime();
                kept.addFirst(client);
                closeIdle();
            }
        } catch (IOException e) {
            failures.add("GET " + path + (own ? " (own connection)" : "") + ": " + e);
        }
    }

    /** As clients do, long before the node does: those that a stalled machine made necessary go again. */
    private void closeIdle() {
        var oldest = kept.pollLast();
        if (oldest == null) {
            return;
        } else if (System.nanoTime() - oldest.idleSince < MAX_IDLE_NANOS) {
            kept.addLast(oldest);
        } else {
            oldest.close();
        }
    }

    private void repeat(Runnable one) {
        while (running) {
            one.run();
        }
    }

    private void transfer(Doors doors, boolean down) {
        int length = UPLOAD_PARTS * UPLOAD_PART.length;
        var head = down
                ? get("/shop/download", true)
                : "PUT /moved/upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + length
                        + "\r\n\r\n";
        try (var client = doors.through(port -> new Client(port).write(head))) {
            if (down) {
                client.skipBody();
            } else {
                client.upload(length);
            }
            transfers.incrementAndGet();
        } catch (IOException e) {
            failures.add((down ? "download: " : "upload: ") + e);
        }
    }

    private static String get(String path, boolean close) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + (close ? "Connection: close\r\n" : "") + "\r\n";
    }

    /** What did not get its answer, in words. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    int answered() {
        return answered.get();
    }

    /** Whole downloads and uploads. */
    int transfers() {
        return transfers.get();
    }

    /** In nanoseconds, of all that were answered since the last call. */
    List<Long> takeLatencies() {
        var taken = new ArrayList<Long>();
        for (var one = latencies.poll(); one != null; one = latencies.poll()) {
            taken.add(one);
        }
        return taken;
    }

    /** Ends it once all that is under way has its answer. */
    @Override
    public void close() {
        running = false;
        while (open.get() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
        kept.forEach(Client::close);
    }

    /** One connection. */
    private static final class Client implements AutoCloseable {

        private final Socket socket = new Socket();
        private final BufferedInputStream in;
        private boolean last;
        private volatile long idleSince;

        Client(int port) throws IOException {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        Client write(String head) throws IOException {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        void skipBody() throws IOException {
            in.skipNBytes(answer().length());
        }

        void upload(int length) throws IOException {
            for (int i = 0; i < UPLOAD_PARTS; i++) {
                socket.getOutputStream().write(UPLOAD_PART);
                LockSupport.parkNanos(UPLOAD_PAUSE_NANOS);
            }
            var body = new String(in.readNBytes((int) answer().length()), StandardCharsets.ISO_8859_1);
            if (!body.equals(String.valueOf(length))) {
                throw new IOException("of " + length + " bytes came " + body);
            }
        }

        private Message answer() throws IOException {
            var answer = Message.read(in);
            if (answer == null) {
                throw new EOFException("closed before an answer");
            }
            if (!answer.first().contains(" 200 ")) {
                var body = in.readNBytes((int) answer.length());
                throw new IOException(answer.first() + " " + new String(body, StandardCharsets.ISO_8859_1).strip());
            }
            last = answer.last();
            return answer;
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
}
