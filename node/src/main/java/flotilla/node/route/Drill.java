package flotilla.node.route;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** A fault that is being injected into the requests of a route, until its end, and how often it was. */
public final class Drill {

    private final String route;
    private final Fault fault;
    private final String by;
    private final String why;
    private final Instant ends;
    private final long endNanos;
    private final LongAdder delayed = new LongAdder();
    private final LongAdder aborted = new LongAdder();

    Drill(String route, Fault fault, String by, String why, Instant ends, long endNanos) {
        this.route = route;
        this.fault = fault;
        this.by = by;
        this.why = why;
        this.ends = ends;
        this.endNanos = endNanos;
    }

    /** The route's name. */
    public String route() {
        return route;
    }

    public Fault fault() {
        return fault;
    }

    /** Who wanted it. */
    public String by() {
        return by;
    }

    public String why() {
        return why;
    }

    /** When it ends by itself, by the wall clock as it was at the beginning; for display. */
    public Instant ends() {
        return ends;
    }

    /** Nanoseconds until it ends by itself. */
    public long leftNanos(long nowNanos) {
        return endNanos - nowNanos;
    }

    boolean over(long nowNanos) {
        return leftNanos(nowNanos) <= 0;
    }

    public void countDelay() {
        delayed.increment();
    }

    public void countAbort() {
        aborted.increment();
    }

    /** Requests that had to wait. */
    public long delayed() {
        return delayed.sum();
    }

    /** Requests that were answered in place of their endpoints. */
    public long aborted() {
        return aborted.sum();
    }
}
