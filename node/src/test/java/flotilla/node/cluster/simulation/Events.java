package flotilla.node.cluster.simulation;

import java.util.PriorityQueue;

/** What is to happen in simulated time, in order; of one moment, what was planned first. */
final class Events {

    /** What happens. */
    interface Event {
        void happen(long nanos);
    }

    private record Planned(long nanos, long order, Event event) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Planned> queue = new PriorityQueue<>();
    private long order;
    private long now;

    long now() {
        return now;
    }

    void at(long nanos, Event event) {
        queue.add(new Planned(nanos, order++, event));
    }

    void after(double nanos, Event event) {
        at(now + Math.round(nanos), event);
    }

    /** Lets the next thing happen; false if nothing is planned. */
    boolean next() {
        var next = queue.poll();
        if (next == null) {
            return false;
        }
        now = next.nanos;
        next.event.happen(now);
        return true;
    }
}
