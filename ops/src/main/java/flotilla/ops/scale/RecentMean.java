package flotilla.ops.scale;

import java.util.ArrayDeque;
import java.util.Deque;

/** The mean of the values of the last while. Not for several threads. */
final class RecentMean {

    private record Value(long atMillis, double value) {}

    private final long windowMillis;
    private final Deque<Value> values = new ArrayDeque<>();

    RecentMean(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    /** Takes a value and tells the mean with it. A clock that goes back begins anew. */
    double with(long atMillis, double value) {
        if (!values.isEmpty() && values.getLast().atMillis > atMillis) {
            values.clear();
        }
        values.addLast(new Value(atMillis, value));
        while (values.getFirst().atMillis <= atMillis - windowMillis && values.size() > 1) {
            values.removeFirst();
        }
        return values.stream().mapToDouble(Value::value).average().orElse(value);
    }

    void clear() {
        values.clear();
    }
}
