package flotilla.ops.metrics;

import flotilla.node.figures.Buckets;
import flotilla.node.figures.Count;
import flotilla.node.figures.Durations;
import flotilla.node.telemetry.Finished;

/** The requests of one I/O thread to one listener and route, however they end. Written by that thread alone. */
final class RouteCells extends Cell {

    /** Where its row of numbers has which. */
    static final int OWN = 0;

    static final int UPSTREAM = OWN + Durations.width(Buckets.OWN);
    static final int ATTEMPTS = UPSTREAM + Durations.width(Buckets.REQUESTS);
    static final int WIDTH = ATTEMPTS + 1;

    private final String listener;
    private final String route;
    private final Durations own = new Durations(Buckets.OWN);
    private final Durations upstream = new Durations(Buckets.REQUESTS);
    private final Count attempts = new Count();
    private final Count inFlight = new Count();

    RouteCells(String listener, String route, int hash) {
        super(hash);
        this.listener = listener;
        this.route = route;
    }

    static int hash(Finished request) {
        return spread(31 * request.route().hashCode() + request.listener().hashCode());
    }

    @Override
    boolean holds(Finished request) {
        return route.equals(request.route()) && listener.equals(request.listener());
    }

    /** A request has found its route. */
    void began() {
        inFlight.increment();
    }

    /** A request has ended. It may have begun in a cell that made way for this one, so there may be none to take away. */
    void ended(Finished request) {
        if (inFlight.read() > 0) {
            inFlight.add(-1);
        }
        long waited = request.upstreamNanos();
        own.record(Math.max(0, request.durationNanos() - waited));
        if (request.attempts() > 0) {
            upstream.record(waited);
            attempts.add(request.attempts());
        }
    }

    String listener() {
        return listener;
    }

    @Override
    String route() {
        return route;
    }

    /** Requests that have a route and have not ended. */
    long inFlight() {
        return inFlight.read();
    }

    @Override
    long[] row() {
        var row = new long[WIDTH];
        own.addTo(row, OWN);
        upstream.addTo(row, UPSTREAM);
        row[ATTEMPTS] = attempts.read();
        return row;
    }
}
