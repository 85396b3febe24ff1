package flotilla.discovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;

/** A clock that stands still until a test moves it; who pauses is woken in the order of the deadlines. */
public final class ManualTime implements Time {

    private record Sleeper(long deadline, CountDownLatch woken) {}

    @GuardedBy("this") private final PriorityQueue<Sleeper> sleepers = new PriorityQueue<>((a, b) -> Long.compare(a.deadline, b.deadline));

    @GuardedBy("this") private long nanos = 1_000_000_000L;

    @GuardedBy("this") private int pauses;

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos());
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
        var sleeper = fallAsleep(duration);
        try {
            sleeper.woken.await();
        } finally {
            remove(sleeper);
        }
    }

    private synchronized Sleeper fallAsleep(Duration duration) {
        var sleeper = new Sleeper(nanos + duration.toNanos(), new CountDownLatch(1));
        sleepers.add(sleeper);
        pauses++;
        notifyAll();
        return sleeper;
    }

    /** One that is interrupted is none any more. */
    private synchronized void remove(Sleeper sleeper) {
        sleepers.remove(sleeper);
    }

    /** Moves the clock and wakes all whose time has come. */
    public synchronized void advance(Duration duration) {
        nanos += duration.toNanos();
        while (!sleepers.isEmpty() && sleepers.peek().deadline <= nanos) {
            sleepers.remove().woken.countDown();
        }
    }

    /** Waits until at least {@code count} threads are paused; an interrupted test ends here. */
    public synchronized void awaitSleepers(int count) throws InterruptedException {
        while (sleepers.size() < count) {
            wait();
        }
    }

    /** Waits until threads have begun to pause {@code count} times in all, whether they still do or not. */
    public synchronized void awaitPauses(int count) throws InterruptedException {
        while (pauses < count) {
            wait();
        }
    }
}
