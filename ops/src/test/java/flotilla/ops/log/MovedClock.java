package flotilla.ops.log;

import flotilla.discovery.Time;
import java.time.Duration;
import java.time.Instant;

/** The system's time, but that its calendar is ahead by what a test says. */
final class MovedClock implements Time {

    private volatile Duration ahead = Duration.ZERO;

    /** By so much from now on. */
    void ahead(Duration now) {
        ahead = now;
    }

    @Override
    public long nanos() {
        return Time.system().nanos();
    }

    @Override
    public Instant now() {
        return Instant.now().plus(ahead);
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
        Time.system().pause(duration);
    }
}
