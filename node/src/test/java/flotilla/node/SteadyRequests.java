package flotilla.node;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** A client that sends one request after the other until it is closed, and takes 200 and 500 for answers. */
final class SteadyRequests implements AutoCloseable {

    private final RawClient client;
    private final AtomicReference<String> trouble = new AtomicReference<>("");
    private final Thread thread;

    private volatile boolean closed;

    private SteadyRequests(RawClient client) {
        this.client = client;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    static SteadyRequests to(RawClient client) {
        return new SteadyRequests(client);
    }

    private void run() {
        try {
            while (!closed) {
                var answer = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer();
                if (!answer.startsWith("HTTP/1.1 200") && !answer.startsWith("HTTP/1.1 500")) {
                    throw new IOException("answered " + answer);
                }
            }
        } catch (IOException e) {
            trouble.compareAndSet("", closed ? "" : e.toString());
        }
    }

    void assertAllAnswered() {
        if (!trouble.get().isEmpty()) {
            throw new AssertionError(trouble.get());
        }
    }

    @Override
    public void close() {
        closed = true;
        client.close();
        thread.interrupt();
    }
}
