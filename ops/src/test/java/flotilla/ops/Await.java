package flotilla.ops;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what must come, and fails when it does not. */
public final class Await {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    private Await() {}

    /** Returns once {@code condition} holds, looking every few milliseconds. */
    public static void until(Callable<Boolean> condition) throws Exception {
        first(condition, holds -> holds);
    }

    /** Returns at a moment of {@link System#nanoTime}, at once if it has passed. */
    public static void moment(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Returns once it has been counted down. */
    public static void passed(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("did not come to pass within " + LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The first value that is as wanted, looking every few milliseconds; the error names the last one that was not. */
    public static <T> T first(Callable<T> value, Predicate<T> wanted) throws Exception {
        var never = new CountDownLatch(1);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        var seen = value.call();
        while (!wanted.test(seen)) {
            if (System.nanoTime() > deadline || never.await(5, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("did not come true within " + LIMIT + ", last seen: " + seen);
            }
            seen = value.call();
        }
        return seen;
    }
}
