package flotilla.node.health;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Pauses one thread, until another wakes it. A wake-up while nobody pauses is kept for the next pause. */
final class Pacer {

    private final Time time;

    @GuardedBy("this") private @Nullable Thread pausing;

    @GuardedBy("this") private boolean woken;

    Pacer(Time time) {
        this.time = time;
    }

    /**
     * Pauses the calling thread.
     *
     * @return whether the pause was whole, not cut short
     */
    boolean pause(Duration duration) {
        if (!begin()) {
            return false;
        }
        boolean whole = true;
        try {
            time.pause(duration);
        } catch (InterruptedException e) {
            whole = false;
        }
        return end() && whole;
    }

    synchronized void wake() {
        woken = true;
        if (pausing != null) {
            pausing.interrupt();
        }
    }

    private synchronized boolean begin() {
        if (woken) {
            woken = false;
            return false;
        }
        pausing = Thread.currentThread();
        return true;
    }

    /** Takes back an interrupt that came as the pause ended by itself. */
    private synchronized boolean end() {
        pausing = null;
        if (!woken) {
            return true;
        }
        woken = false;
        Thread.interrupted();
        return false;
    }
}
