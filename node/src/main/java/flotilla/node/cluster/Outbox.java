package flotilla.node.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages one after the other on a thread of its own, as a cluster may take its time. What is to be sent is made
 * when its turn has come, and what waits already is not asked for twice: a slow cluster gets fewer messages, not old
 * ones. From any thread.
 */
final class Outbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private record Waiting(String name, Supplier<Message> message, CountDownLatch sent) {}

    private final Cluster cluster;
    private final MessageCounts counts;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean failing;

    Outbox(Cluster cluster, MessageCounts counts) {
        this.cluster = cluster;
        this.counts = counts;
        this.thread = Thread.ofVirtual().name("fleet-send").start(this::run);
    }

    /** @param name of what is sent; while one of this name waits, another is not queued */
    void send(String name, Supplier<Message> message) {
        if (waiting.add(name)) {
            queue.add(new Waiting(name, message, new CountDownLatch(1)));
        }
    }

    /** Sends, and waits until the cluster has it; tells whether it had within the limit. */
    boolean sendNow(Supplier<Message> message, Duration limit) {
        var last = new Waiting("a last word", message, new CountDownLatch(1));
        queue.add(last);
        try {
            return last.sent().await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        while (!closed) {
            try {
                var next = queue.take();
                waiting.remove(next.name());
                publish(next);
            } catch (InterruptedException e) {
                LOG.debug("interrupted; closed: {}", closed);
            }
        }
    }

    /** A cluster that fails now may work again later; that it fails is said once. */
    private void publish(Waiting next) {
        try {
            var message = Messages.encode(next.message().get());
            cluster.publish(message);
            counts.sent(message);
            next.sent().countDown();
            if (failing) {
                failing = false;
                LOG.info("fleet: messages go out again");
            }
        } catch (RuntimeException e) {
            if (!failing && !closed) {
                failing = true;
                LOG.warn("fleet: {} could not be sent, and goes on trying: {}", next.name(), e.toString());
            }
        }
    }
}
