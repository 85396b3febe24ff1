package flotilla.discovery;

import java.time.Duration;
import java.time.Instant;

/** The clock and the way to wait, handed in so that tests can turn them by hand. */
public interface Time {

    /** Nanoseconds from some fixed moment, monotonic. */
    long nanos();

    Instant now();

    /** Blocks the calling thread; for virtual threads of the control plane only. */
    void pause(Duration duration) throws InterruptedException;

    static Time system() {
        return SystemTime.INSTANCE;
    }
}
