package flotilla.node;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits until I/O threads have done what they were told before: each gets one more task, which is done after that. */
public final class Passing {

    private Passing() {}

    /**
     * @param everyThread runs a task on each I/O thread
     * @param threads how many there are
     * @return how many have not come so far within the limit
     */
    public static long await(Consumer<Runnable> everyThread, int threads, Duration limit) {
        var passed = new CountDownLatch(threads);
        everyThread.accept(passed::countDown);
        try {
            passed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return passed.getCount();
    }
}
