package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;

/** Where a request of a {@link Series} counts besides, found once and kept: so that a request takes one look into a table. */
record Beside(RouteCells route, TimeCells times, UpstreamCount upstream) {

    /** Whether it counts elsewhere by now, as a table has been made anew without a cell of these. */
    boolean stale() {
        return route.dropped() || times.dropped();
    }

    void ended(Finished request) {
        route.ended();
        times.ended(request);
        upstream.ended(request);
    }
}
