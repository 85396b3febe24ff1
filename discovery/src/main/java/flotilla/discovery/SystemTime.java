package flotilla.discovery;

import java.time.Duration;
import java.time.Instant;

/** The machine's own clock: the one place that asks for it. */
enum SystemTime implements Time {
    INSTANCE;

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    /** The one sleep: whoever waits does it through {@link Time}, which tests move by hand. */
    @Override
    public void pause(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }
}
