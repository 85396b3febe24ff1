package flotilla.discovery;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work done again and again on a virtual thread of its own until closed, whatever a round throws. */
public final class Loop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration AFTER_A_BUG = Duration.ofSeconds(1);

    private final Time time;
    private final Round round;
    private final Thread thread;
    private volatile boolean closed;

    private Loop(String name, Time time, Round round) {
        this.time = time;
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** One turn of the work. */
    public interface Round {

        /** Does the work; the answer says how long to wait before the next round. */
        Duration run() throws Exception;

        /** What to do about a round that threw; the answer says how long to wait. */
        Duration failed(Throwable cause);
    }

    /** Begins the first round at once. */
    public static Loop start(String name, Time time, Round round) {
        var loop = new Loop(name, time, round);
        loop.thread.start();
        return loop;
    }

    /** Interrupts the round under way and begins none any more; does not wait for it. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /** Waits until the last round is over, at most {@code limit}; tells whether it is. */
    public boolean join(Duration limit) throws InterruptedException {
        return thread.join(limit);
    }

    private void run() {
        while (!closed) {
            try {
                time.pause(once());
            } catch (InterruptedException e) {
                if (!closed) {
                    LOG.warn("{} was interrupted; goes on", thread.getName());
                }
            }
        }
    }

    private Duration once() {
        try {
            return round.run();
        } catch (Throwable cause) {
            return closed ? Duration.ZERO : failed(cause);
        }
    }

    private Duration failed(Throwable cause) {
        try {
            return round.failed(cause);
        } catch (Throwable bug) {
            bug.addSuppressed(cause);
            LOG.error("{} could not deal with its failure; goes on in {}", thread.getName(), AFTER_A_BUG, bug);
            return AFTER_A_BUG;
        }
    }
}
