package flotilla.ops.system;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting for what another process does. */
final class Wait {

    static final Duration LIMIT = Duration.ofSeconds(30);

    /** Something to wait for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    private Wait() {}

    static void until(String what, Condition condition) throws Exception {
        until(what, LIMIT, condition);
    }

    /** Looks until the condition holds, and fails with {@code what} after the limit. */
    static void until(String what, Duration limit, Condition condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
