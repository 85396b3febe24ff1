package flotilla.ops.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import flotilla.discovery.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.slf4j.LoggerFactory;

/** The log of events, in a file. What cannot be written there goes to standard error. */
public final class ErrorLog {

    private final Time time;
    private volatile SharedLog file;

    private ErrorLog(SharedLog file, Time time) {
        this.file = file;
        this.time = time;
    }

    /**
     * Sends all events of this process to a file from now on, which is made if it is not there, and its directory too. What it
     * looks after besides begins with {@link #start}.
     *
     * @throws UncheckedIOException naming the file, if it cannot be opened
     */
    public static ErrorLog open(LogFilePolicy policy, Time time) {
        return open(policy, time, (LoggerContext) LoggerFactory.getILoggerFactory());
    }

    static ErrorLog open(LogFilePolicy policy, Time time, LoggerContext context) {
        var directory = policy.path().toAbsolutePath().getParent();
        try {
            if (directory != null) {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("error_log " + policy.file() + ": its directory cannot be made", e);
        }
        var log = new ErrorLog(SharedLog.prepare(LogName.ERROR, policy, time), time);
        Logging.install(context, log.new Sink());
        return log;
    }

    /** @param whenRenewed runs after the name has come to lead to another file */
    public void start(Runnable whenRenewed) {
        file.start(whenRenewed);
    }

    /** Opens the file anew under its name soon, for who has moved it away. */
    public void reopen() {
        file.reopen();
    }

    /**
     * Opens its file to be looked after in another way; it counts with {@link #follow}.
     *
     * @throws UncheckedIOException naming the file, if it cannot be opened
     */
    public SharedLog prepare(LogFilePolicy newer) {
        return SharedLog.prepare(LogName.ERROR, newer, time);
    }

    /** Writes there from now on; returns what it wrote to, for the caller to close. */
    public SharedLog follow(SharedLog newer) {
        var before = file;
        file = newer;
        return before;
    }

    /** Brings each event to the file; logback keeps a thread that is here from coming here again. */
    private final class Sink extends UnsynchronizedAppenderBase<ILoggingEvent> {

        private final LineLayout layout = new LineLayout();
        private volatile boolean broken;

        @Override
        protected void append(ILoggingEvent event) {
            var lines = layout.doLayout(event);
            try {
                write(lines);
                broken = false;
            } catch (IOException e) {
                if (!broken) {
                    System.err.println("error log: cannot be written, events stand here: " + e);
                }
                broken = true;
                System.err.print(lines);
            }
        }

        private void write(String lines) throws IOException {
            var to = file;
            while (true) {
                try {
                    to.write(lines);
                    return;
                } catch (IOException e) {
                    var now = file;
                    if (now == to) {
                        throw e;
                    }
                    // Another one took its place, and it is closed.
                    to = now;
                }
            }
        }
    }
}
