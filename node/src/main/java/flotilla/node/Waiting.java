package flotilla.node;

import flotilla.discovery.Time;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits, for a limited time, until something holds that is looked at again and again. */
record Waiting(Time time, Duration step) {

    /** Returns once it holds, the limit is over, or the thread is interrupted. */
    void until(BooleanSupplier condition, Duration limit) {
        long deadline = time.nanos() + limit.toNanos();
        try {
            while (!condition.getAsBoolean() && time.nanos() - deadline < 0) {
                time.pause(step);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
