package flotilla.node.health;

import java.util.ArrayDeque;

/** The last {@value #LENGTH} intervals of one endpoint, the youngest first. Not for several threads. */
final class Window {

    static final int LENGTH = 12;

    private final ArrayDeque<Sample> intervals = new ArrayDeque<>(LENGTH);

    void add(Sample interval) {
        if (full()) {
            intervals.removeLast();
        }
        intervals.addFirst(interval);
    }

    /** Begins anew: what was before says nothing of what comes. */
    void clear() {
        intervals.clear();
    }

    int length() {
        return intervals.size();
    }

    boolean full() {
        return intervals.size() == LENGTH;
    }

    /** The youngest of these together; of what there is if there are fewer. */
    Sample last(int count) {
        var sum = Sample.NONE;
        int left = count;
        for (var interval : intervals) {
            if (left-- == 0) {
                break;
            }
            sum = sum.plus(interval);
        }
        return sum;
    }
}
