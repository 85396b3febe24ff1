package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests of one I/O thread that are alike in what the labels say. Written by that thread alone, like {@link
 * Durations}.
 */
final class Series {

    /** What the labels say; equal for the same series of two threads. */
    record Key(String listener, String route, String upstream, int statusClass, String reason) {}

    private final Key key;
    private final int hash;
    private final Durations durations;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();

    /** Whether its route is no longer there; the reader's word to the writer. */
    private volatile boolean gone;

    Series(Key key, int hash, Durations durations) {
        this.key = key;
        this.hash = hash;
        this.durations = durations;
    }

    static int hash(Finished request) {
        var failure = request.failure();
        int hash = request.route().hashCode();
        hash = 31 * hash + request.upstream().hashCode();
        hash = 31 * hash + request.listener().hashCode();
        hash = 31 * hash + request.status() / 100;
        hash = 31 * hash + (failure == null ? 0 : failure.reason().code().hashCode());
        return hash ^ hash >>> 16;
    }

    static Key key(Finished request) {
        var failure = request.failure();
        return new Key(
                request.listener(),
                request.route(),
                request.upstream(),
                request.status() / 100,
                failure == null ? "" : failure.reason().code());
    }

    /** Whether {@code request} is one of these; compares without making a key. */
    boolean holds(Finished request) {
        var failure = request.failure();
        return key.statusClass == request.status() / 100
                && key.route.equals(request.route())
                && key.upstream.equals(request.upstream())
                && key.listener.equals(request.listener())
                && key.reason.equals(failure == null ? "" : failure.reason().code());
    }

    void add(Finished request) {
        requests.setOpaque(requests.getPlain() + 1);
        bytesIn.setOpaque(bytesIn.getPlain() + request.bytesIn());
        bytesOut.setOpaque(bytesOut.getPlain() + request.bytesOut());
        durations.record(request.durationNanos());
    }

    int hash() {
        return hash;
    }

    Key key() {
        return key;
    }

    Durations durations() {
        return durations;
    }

    long requests() {
        return requests.getOpaque();
    }

    long bytesIn() {
        return bytesIn.getOpaque();
    }

    long bytesOut() {
        return bytesOut.getOpaque();
    }

    boolean gone() {
        return gone;
    }

    void gone(boolean now) {
        gone = now;
    }
}
