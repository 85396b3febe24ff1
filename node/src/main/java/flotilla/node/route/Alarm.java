package flotilla.node.route;

import flotilla.discovery.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Rings once at a moment that is asked for, or earlier; then it is asked anew. Costs nothing while nobody asks. For one
 * thread; it rings on another.
 */
final class Alarm implements AutoCloseable {

    private final Time time;
    private final Runnable bell;

    private @Nullable Thread waiting;
    private long dueNanos;

    /** @param bell must not block */
    Alarm(Time time, Runnable bell) {
        this.time = time;
        this.bell = bell;
    }

    void ringAt(long nanos) {
        boolean waits = waiting != null && dueNanos - time.nanos() > 0;
        if (waits && dueNanos - nanos <= 0) {
            return;
        }
        close();
        dueNanos = nanos;
        waiting = Thread.ofVirtual().name("alarm").start(() -> waitUntil(nanos));
    }

    private void waitUntil(long nanos) {
        try {
            time.pause(Duration.ofNanos(Math.max(0, nanos - time.nanos())));
            bell.run();
        } catch (InterruptedException e) {
            // Somebody asked for an earlier moment, or nobody asks any more.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (waiting != null) {
            waiting.interrupt();
        }
    }
}
