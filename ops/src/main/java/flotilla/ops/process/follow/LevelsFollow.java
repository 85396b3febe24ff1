package flotilla.ops.process.follow;

import flotilla.ops.config.Settings;
import flotilla.ops.log.LogLevels;
import flotilla.ops.log.LogPolicy;

/** The levels of the log of events, as far as the configuration says them. */
public final class LevelsFollow implements Follower, AutoCloseable {

    private final LogLevels levels;

    /** That counts; changed by one change at a time. */
    private LogPolicy policy = LogPolicy.DEFAULT;

    private LevelsFollow() {
        this.levels = LogLevels.ofProcess(() -> policy);
    }

    /** Has the first one count. */
    public static LevelsFollow of(LogPolicy first) {
        var follows = new LevelsFollow();
        follows.change(first);
        return follows;
    }

    private void change(LogPolicy newer) {
        levels.follow(policy, newer);
        policy = newer;
    }

    @Override
    public Change prepare(Settings newer) {
        return newer.log().equals(policy) ? Change.NONE : () -> change(newer.log());
    }

    /** Brings back what the process was started with. */
    @Override
    public void close() {
        change(LogPolicy.DEFAULT);
    }
}
