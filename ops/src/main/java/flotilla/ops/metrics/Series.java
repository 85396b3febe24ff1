package flotilla.ops.metrics;

import flotilla.node.figures.Buckets;
import flotilla.node.figures.Counts;
import flotilla.node.telemetry.Finished;
import org.jspecify.annotations.Nullable;

/** The requests of one I/O thread that are alike in what the labels say. Written by that thread alone. */
final class Series extends Cell {

    /** Where its row of numbers has which. */
    static final int REQUESTS = 0;

    static final int BYTES_IN = 1;
    static final int BYTES_OUT = 2;
    static final int DURATIONS = 3;
    static final int WIDTH = DURATIONS + Buckets.REQUESTS.width();

    private final SeriesKey key;
    private @Nullable Beside beside;
    private final Counts counts = new Counts(WIDTH);

    Series(SeriesKey key, int hash) {
        super(hash);
        this.key = key;
    }

    /** Of requests like this. */
    static Series of(Finished request, int hash) {
        return new Series(SeriesKey.of(request), hash);
    }

    static int hash(Finished request) {
        var failure = request.failure();
        int hash = RouteCells.hash(request);
        hash = 31 * hash + request.upstream().hashCode();
        hash = 31 * hash + SeriesKey.known(request.method()).hashCode();
        hash = 31 * hash + request.status();
        return spread(31 * hash + (failure == null ? 0 : failure.reason().code().hashCode()));
    }

    @Override
    boolean holds(Finished request) {
        return key.is(request);
    }

    void add(Finished request) {
        counts.increment(REQUESTS);
        counts.add(BYTES_IN, request.bytesIn());
        counts.add(BYTES_OUT, request.bytesOut());
        counts.record(DURATIONS, Buckets.REQUESTS, request.durationNanos());
    }

    /** Where its requests count besides, of late; for its writer. */
    @Nullable Beside beside() {
        return beside;
    }

    void beside(Beside now) {
        beside = now;
    }

    SeriesKey key() {
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
