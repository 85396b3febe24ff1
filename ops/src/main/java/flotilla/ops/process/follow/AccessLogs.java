package flotilla.ops.process.follow;

import flotilla.discovery.Time;
import flotilla.node.telemetry.Finished;
import flotilla.ops.config.Settings;
import flotilla.ops.log.AccessLog;
import flotilla.ops.log.AccessLogPolicy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The access log that counts now, if there is one. The next one is opened before it counts, but writes only when the one before
 * has written its last line: they may have one file.
 */
public final class AccessLogs implements Follower, AutoCloseable {

    private final int threads;
    private final Time time;

    private final Totals<AccessLog, Long> dropped = new Totals<>(AccessLog::dropped, Long::sum, 0L);

    private AccessLogPolicy policy;

    private volatile @Nullable AccessLog now;

    private AccessLogs(AccessLogPolicy policy, int threads, Time time) {
        this.policy = policy;
        this.threads = threads;
        this.time = time;
    }

    /**
     * Opens the first one.
     *
     * @param threads I/O threads that will write
     * @throws java.io.UncheckedIOException naming the file, if it cannot be opened
     */
    public static AccessLogs open(AccessLogPolicy policy, int threads, Time time) {
        var logs = new AccessLogs(policy, threads, time);
        var first = logs.opened(policy);
        first.ifPresent(AccessLog::start);
        logs.count(policy, first);
        return logs;
    }

    /** Where nothing is written down. */
    public static AccessLogs none(Time time) {
        return new AccessLogs(AccessLogPolicy.DEFAULT, 0, time);
    }

    private Optional<AccessLog> opened(AccessLogPolicy wanted) {
        return wanted.enabled()
                ? Optional.of(AccessLog.prepare(wanted, threads, time, time.nanos()))
                : Optional.empty();
    }

    private void count(AccessLogPolicy newer, Optional<AccessLog> next) {
        policy = newer;
        dropped.replace(next);
        now = next.orElse(null);
    }

    /** Writes a request down if it is to be; on its own I/O thread. */
    public void finished(Finished request) {
        var log = now;
        if (log != null) {
            log.finished(request);
        }
    }

    /** Lines dropped since the start of the process. */
    public long dropped() {
        return dropped.now();
    }

    /** Opens the file anew under its name soon. */
    public void reopen() {
        var log = now;
        if (log != null) {
            log.reopen();
        }
    }

    @Override
    public Change prepare(Settings newer) {
        if (newer.accessLog().equals(policy)) {
            return Change.NONE;
        }
        return new Replacement(newer.accessLog(), opened(newer.accessLog()), Optional.ofNullable(now));
    }

    @Override
    public void close() {
        var log = now;
        if (log != null) {
            log.close();
        }
    }

    private final class Replacement implements Change {

        private final AccessLogPolicy newer;
        private final Optional<AccessLog> next;
        private final Optional<AccessLog> before;

        private Replacement(AccessLogPolicy newer, Optional<AccessLog> next, Optional<AccessLog> before) {
            this.newer = newer;
            this.next = next;
            this.before = before;
        }

        @Override
        public void make() {
            count(newer, next);
        }

        @Override
        public void retire() {
            before.ifPresent(AccessLog::close);
            dropped.ended();
            next.ifPresent(AccessLog::start);
        }

        @Override
        public void giveUp() {
            next.ifPresent(AccessLog::giveUp);
        }
    }
}
