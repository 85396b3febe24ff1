package flotilla.ops.scale;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The greatest of the values of the last while. What is smaller than a later one can never be the greatest again, so only a
 * descending row of them is kept. Not for several threads.
 */
final class RecentMax {

    private record Value(long atMillis, int value) {}

    private long windowMillis;
    private final Deque<Value> descending = new ArrayDeque<>();

    RecentMax(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    /** Looks back so far from the next value on; nothing comes back that was too old before. */
    void follow(long newWindowMillis) {
        windowMillis = newWindowMillis;
    }

    /** Takes a value and tells the greatest with it. A clock that goes back begins anew. */
    int with(long atMillis, int value) {
        if (!descending.isEmpty() && descending.getLast().atMillis > atMillis) {
            descending.clear();
        }
        while (!descending.isEmpty() && descending.getLast().value <= value) {
            descending.removeLast();
        }
        descending.addLast(new Value(atMillis, value));
        while (descending.getFirst().atMillis <= atMillis - windowMillis && descending.size() > 1) {
            descending.removeFirst();
        }
        return descending.getFirst().value;
    }
}
