package flotilla.discovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A listener that keeps what it hears, in order, and notices two events at once. */
public final class Recorder<E> implements Consumer<E> {

    public static final Duration LIMIT = Duration.ofMinutes(2);

    @GuardedBy("this") private final List<E> heard = new ArrayList<>();

    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean overlapped;

    @Override
    public void accept(E event) {
        if (inside.incrementAndGet() > 1) {
            overlapped = true;
        }
        synchronized (this) {
            heard.add(event);
            notifyAll();
        }
        inside.decrementAndGet();
    }

    /** All that was heard so far. */
    public synchronized List<E> heard() {
        return List.copyOf(heard);
    }

    /** Whether two events ever came at the same time. */
    public boolean overlapped() {
        return overlapped;
    }

    /** Waits until {@code count} events were heard, and gives all. */
    public List<E> awaitCount(int count) throws InterruptedException {
        return awaitAll(all -> all.size() >= count, count + " events");
    }

    /** Waits until an event of that kind was heard, from the first one on. */
    public E await(Predicate<? super E> wanted) throws InterruptedException {
        return await(0, wanted);
    }

    /** Waits until an event of that kind was heard, not looking at the first {@code skipped}. */
    public E await(int skipped, Predicate<? super E> wanted) throws InterruptedException {
        var all = awaitAll(events -> events.stream().skip(skipped).anyMatch(wanted), "an event as wanted");
        return all.stream().skip(skipped).filter(wanted).findFirst().orElseThrow();
    }

    private synchronized List<E> awaitAll(Predicate<List<E>> enough, String what) throws InterruptedException {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        while (!enough.test(heard)) {
            var left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("expected " + what + " within " + LIMIT + ", heard " + heard);
            }
            wait(left);
        }
        return List.copyOf(heard);
    }
}
