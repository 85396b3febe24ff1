package flotilla.ops.system;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waiting for what another process does. */
final class Wait {

    static final Duration LIMIT = Duration.ofMinutes(4);

    /** Something to wait for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    private Wait() {}

    static void until(String what, Condition condition) throws Exception {
        until(what, LIMIT, condition);
    }

    static void until(String what, Duration limit, Condition condition) throws Exception {
        until(() -> what, limit, condition);
    }

    /**
     * Looks until the condition holds, and fails with {@code what} if a look that began after the limit still does not
     * find it: how long looking takes is not the fault of what is looked at.
     */
    static void until(Supplier<String> what, Duration limit, Condition condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        long began = System.nanoTime();
        while (!condition.holds()) {
            if (began > deadline) {
                throw new AssertionError("not within " + limit.toMillis() + " ms: " + what.get());
            }
            TimeUnit.MILLISECONDS.sleep(10);
            began = System.nanoTime();
        }
    }
}
