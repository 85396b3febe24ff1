package flotilla.ops.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log of few lines, which any thread may write to. What was written is with the operating system when {@link #write} returns,
 * so whatever ends the process, its last lines are there.
 *
 * <p>All but writing is done by a thread of its own, once a second or when the file has become too large: it puts the file
 * aside, and follows its name. What it says of that are events, and may come back here as lines: it holds this log's lock then,
 * which it can take twice. Nobody may call this log with a lock that one who logs an event needs.
 */
public final class SharedLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final LogName name;

    /** With the lock, but for what waits once it is closed. */
    private final LogFile file;

    private final Semaphore calls = new Semaphore(0);
    private final Thread keeper;

    @GuardedBy("this") private Runnable renewed = () -> {};

    @GuardedBy("this") private long unwritten;

    @GuardedBy("this") private boolean started;

    @GuardedBy("this") private boolean closed;

    private SharedLog(LogName name, LogFile file) {
        this.name = name;
        this.file = file;
        this.keeper = Thread.ofPlatform()
                .daemon()
                .name(name.toString().replace(' ', '-'))
                .unstarted(this::keep);
    }

    /**
     * Opens the file, which is made if it is not there. Until {@link #start} it is written to, and nothing else.
     *
     * @throws UncheckedIOException naming the file, if it cannot be opened
     */
    public static SharedLog prepare(LogName name, LogFilePolicy policy, Time time) {
        return new SharedLog(name, LogFile.open(name, policy.file(), policy.rotate(), time));
    }

    /**
     * Rotates from now on, and follows the file's name; if it does so already, it only has something else to run.
     *
     * @param whenRenewed runs after the name has come to lead to another file
     */
    public synchronized void start(Runnable whenRenewed) {
        renewed = whenRenewed;
        if (!started && !closed) {
            started = true;
            file.begin();
            keeper.start();
        }
    }

    /**
     * Writes whole lines.
     *
     * @throws IOException if they are not there, or only in part, or this log is closed
     */
    public synchronized void write(String lines) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        try {
            file.append(lines.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            unwritten++;
            throw e;
        }
        if (file.due()) {
            calls.release();
        }
    }

    /** Opens the file anew under its name soon, for who has moved it away. Each line is in the old file or the new one. */
    public synchronized void reopen() {
        file.reopenSoon();
        calls.release();
    }

    private void keep() {
        try {
            long openings = 0;
            while (true) {
                calls.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                calls.drainPermits();
                long before = openings;
                Runnable told;
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    look();
                    openings = file.openings();
                    told = renewed;
                }
                if (openings > before) {
                    told.run();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the keeper of a log", e);
        }
    }

    @GuardedBy("this") private void look() {
        file.rotateIfDue();
        file.endRound();
        if (unwritten > 0 && !file.broken()) {
            LOG.warn("{}: {} can be written again; so many lines could not: {}", name, file, unwritten);
            unwritten = 0;
        }
    }

    /** Writes no more. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            file.close();
        }
        calls.release();
        file.awaitTidy();
    }
}
