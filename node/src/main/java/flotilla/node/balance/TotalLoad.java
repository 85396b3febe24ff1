package flotilla.node.balance;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests in flight over a whole rotation: counted at every call for up to {@value #EXACT} endpoints, beyond that
 * anew after a microsecond for each endpoint (a millisecond for a thousand), by whichever thread finds the count too
 * old. So counting never takes more than a small part of the time, and a count is never older than a few answers.
 */
final class TotalLoad {

    static final int EXACT = 64;

    private static final long NANOS_PER_ENDPOINT = 1_000;

    private final Rotation rotation;
    private final AtomicLong countedAt = new AtomicLong(Long.MIN_VALUE);
    private volatile long total;

    TotalLoad(Rotation rotation) {
        this.rotation = rotation;
    }

    /** The count at about {@code nanos}. */
    long at(long nanos) {
        if (rotation.size() <= EXACT) {
            return count();
        }
        long before = countedAt.get();
        boolean stale = before == Long.MIN_VALUE || nanos - before >= rotation.size() * NANOS_PER_ENDPOINT;
        if (stale && countedAt.compareAndSet(before, nanos)) {
            total = count();
        }
        return total;
    }

    private long count() {
        long sum = 0;
        for (int i = 0; i < rotation.size(); i++) {
            sum += rotation.endpoint(i).inFlight();
        }
        return sum;
    }
}
