package flotilla.ops.metrics;

import flotilla.node.figures.Count;
import flotilla.node.telemetry.Finished;

/** The requests of one I/O thread to one listener and route that are under way. Written by that thread alone. */
final class RouteCells extends Cell {

    private final String listener;
    private final String route;
    private final Count inFlight = new Count();

    RouteCells(String listener, String route, int hash) {
        super(hash);
        this.listener = listener;
        this.route = route;
    }

    /** Of requests like this. */
    static RouteCells of(Finished request, int hash) {
        return new RouteCells(request.listener(), request.route(), hash);
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

    /** A request has ended. It may have begun where there was no room for a cell of its route, so there may be none to take away. */
    void ended() {
        if (inFlight.read() > 0) {
            inFlight.add(-1);
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
    boolean busy() {
        return inFlight.read() > 0;
    }
}
