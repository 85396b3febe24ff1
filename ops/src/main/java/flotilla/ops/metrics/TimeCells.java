package flotilla.ops.metrics;

import flotilla.node.figures.Buckets;
import flotilla.node.figures.Counts;
import flotilla.node.telemetry.Finished;

/** How long the requests of one I/O thread to one listener, route and upstream took, however they ended. Written by that thread alone. */
final class TimeCells extends Cell {

    /** Where its row of numbers has which. */
    static final int WHOLE = 0;

    static final int OWN = WHOLE + Buckets.REQUESTS.width();
    static final int UPSTREAM = OWN + Buckets.OWN.width();
    static final int ATTEMPTS = UPSTREAM + Buckets.REQUESTS.width();
    static final int WIDTH = ATTEMPTS + 1;

    private final TimesKey key;
    private final Counts counts = new Counts(WIDTH);

    TimeCells(TimesKey key, int hash) {
        super(hash);
        this.key = key;
    }

    /** Of requests like this. */
    static TimeCells of(Finished request, int hash) {
        return new TimeCells(new TimesKey(request.listener(), request.route(), request.upstream()), hash);
    }

    static int hash(Finished request) {
        return spread(31 * RouteCells.hash(request) + request.upstream().hashCode());
    }

    @Override
    boolean holds(Finished request) {
        return key.route().equals(request.route())
                && key.upstream().equals(request.upstream())
                && key.listener().equals(request.listener());
    }

    void ended(Finished request) {
        long took = request.durationNanos();
        long waited = request.upstreamNanos();
        counts.record(WHOLE, Buckets.REQUESTS, took);
        counts.record(OWN, Buckets.OWN, Math.max(0, took - waited));
        if (request.attempts() > 0) {
            counts.record(UPSTREAM, Buckets.REQUESTS, waited);
            counts.add(ATTEMPTS, request.attempts());
        }
    }

    TimesKey key() {
        return key;
    }

    @Override
    String route() {
        return key.route();
    }

    /** What has been counted, for any thread to read: numbers that never fall. */
    long[] row() {
        return counts.row();
    }
}
