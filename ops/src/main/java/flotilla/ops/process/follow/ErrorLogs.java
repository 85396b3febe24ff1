package flotilla.ops.process.follow;

import flotilla.discovery.Time;
import flotilla.ops.config.Settings;
import flotilla.ops.log.ErrorLog;
import flotilla.ops.log.LogFilePolicy;
import flotilla.ops.log.SharedLog;
import java.util.Optional;

/** The log of events, if it is a file. When that is put aside may change; where it is stays. */
public final class ErrorLogs implements Follower {

    private final Optional<ErrorLog> log;

    /** That counts; changed by one change at a time. */
    private Optional<LogFilePolicy> policy;

    private volatile Runnable renewed = () -> {};

    private ErrorLogs(Optional<ErrorLog> log, Optional<LogFilePolicy> policy) {
        this.log = log;
        this.policy = policy;
    }

    /** Where events go to standard error. */
    public static ErrorLogs none() {
        return new ErrorLogs(Optional.empty(), Optional.empty());
    }

    /** @throws java.io.UncheckedIOException naming the file, if it cannot be opened */
    public static ErrorLogs open(Optional<LogFilePolicy> policy, Time time) {
        return new ErrorLogs(policy.map(present -> ErrorLog.open(present, time)), policy);
    }

    /**
     * Begins to look after the file.
     *
     * @param whenRenewed runs after its name has come to lead to another file
     */
    public void start(Runnable whenRenewed) {
        renewed = whenRenewed;
        log.ifPresent(present -> present.start(whenRenewed));
    }

    /** Opens the file anew under its name soon. */
    public void reopen() {
        log.ifPresent(ErrorLog::reopen);
    }

    @Override
    public Change prepare(Settings newer) {
        var wanted = newer.process().errorLog();
        if (log.isEmpty() || wanted.isEmpty() || wanted.equals(policy)) {
            return Change.NONE;
        }
        return new Replacement(log.get(), log.get().prepare(wanted.get()), wanted);
    }

    private final class Replacement implements Change {

        private final ErrorLog log;
        private final SharedLog next;
        private final Optional<LogFilePolicy> newer;
        private Optional<SharedLog> before = Optional.empty();

        private Replacement(ErrorLog log, SharedLog next, Optional<LogFilePolicy> newer) {
            this.log = log;
            this.next = next;
            this.newer = newer;
        }

        @Override
        public void make() {
            before = Optional.of(log.follow(next));
            policy = newer;
        }

        @Override
        public void retire() {
            before.ifPresent(SharedLog::close);
            next.start(renewed);
        }

        @Override
        public void giveUp() {
            next.close();
        }
    }
}
