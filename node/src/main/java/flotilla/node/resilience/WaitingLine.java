package flotilla.node.resilience;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait: those of higher priority first, among equals in the order of their coming. When all places are taken,
 * the youngest of the least important makes way for one that is more important, so that what is shed is always the least
 * important, and those who have waited longest lose least.
 *
 * <p>Threads: any, without a lock. A waiter is counted from before it stands in a queue until its wait has ended, by whoever
 * ended it ({@link Waiter#end}); one whose wait is over and still stands there is passed over.
 */
final class WaitingLine {

    /** Those of one priority, and how many of them went without. */
    private record Queue(RequestPriority priority, ConcurrentLinkedDeque<Waiter> waiters, LongAdder shed) {
        Queue(RequestPriority priority) {
            this(priority, new ConcurrentLinkedDeque<>(), new LongAdder());
        }
    }

    private final List<Queue> queues =
            Stream.of(RequestPriority.values()).map(Queue::new).toList();
    private final AtomicInteger count = new AtomicInteger();

    int count() {
        return count.get();
    }

    boolean any() {
        return count.get() > 0;
    }

    /** Whether nobody stands in a queue; one that is counted may be on its way there. */
    boolean empty() {
        for (int i = 0; i < queues.size(); i++) {
            if (!queues.get(i).waiters.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Takes one of {@code max} places, or the place of one that is less important; false if there is neither. */
    boolean join(Waiter waiter, int max) {
        if (count.incrementAndGet() > max && !displaceFor(waiter.priority())) {
            count.decrementAndGet();
            queueOf(waiter.priority()).shed.increment();
            return false;
        }
        queueOf(waiter.priority()).waiters.addLast(waiter);
        return true;
    }

    private boolean displaceFor(RequestPriority newcomer) {
        for (int i = queues.size() - 1; queues.get(i).priority.compareTo(newcomer) > 0; i--) {
            var queue = queues.get(i);
            for (var youngest = queue.waiters.pollLast(); youngest != null; youngest = queue.waiters.pollLast()) {
                if (youngest.end()) {
                    count.decrementAndGet();
                    queue.shed.increment();
                    youngest.displaced();
                    return true;
                }
            }
        }
        return false;
    }

    /** Ends the wait of the first; null if nobody stands in a queue. */
    @Nullable Waiter next() {
        for (int i = 0; i < queues.size(); i++) {
            var waiters = queues.get(i).waiters;
            for (var first = waiters.pollFirst(); first != null; first = waiters.pollFirst()) {
                if (first.end()) {
                    count.decrementAndGet();
                    return first;
                }
            }
        }
        return null;
    }

    /**
     * Ends a wait from the waiter's side; false if it has ended otherwise.
     *
     * @param shed whether it would have gone on, if there had been time
     */
    boolean leave(Waiter waiter, boolean shed) {
        if (!waiter.end()) {
            return false;
        }
        count.decrementAndGet();
        var queue = queueOf(waiter.priority());
        queue.waiters.remove(waiter);
        if (shed) {
            queue.shed.increment();
        }
        return true;
    }

    /** How many of this priority went without, ever. */
    long shed(RequestPriority priority) {
        return queueOf(priority).shed.sum();
    }

    private Queue queueOf(RequestPriority priority) {
        int i = 0;
        while (queues.get(i).priority != priority) {
            i++;
        }
        return queues.get(i);
    }
}
