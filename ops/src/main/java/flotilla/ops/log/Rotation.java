package flotilla.ops.log;

import java.time.Instant;

/** When a log has to be put aside: by its size, or because it began in an earlier span of time. Used by its writer alone. */
final class Rotation {

    private final RotatePolicy policy;
    private long span;
    private long size;

    Rotation(RotatePolicy policy) {
        this.policy = policy;
    }

    /** A log is written from now on, which has this size already and was written to last, or begun, at {@code begun}. */
    void begin(long sizeAlready, Instant begun) {
        size = sizeAlready;
        span = span(begun);
    }

    /** So much was added. */
    void added(long bytes) {
        size += bytes;
    }

    /** What the size is in truth; others may cut the log short. */
    void sized(long bytes) {
        size = bytes;
    }

    boolean due(Instant now) {
        if (size == 0) {
            span = span(now);
            return false;
        }
        return policy.size() > 0 && size >= policy.size() || span(now) > span;
    }

    private long span(Instant moment) {
        return policy.every().isZero()
                ? 0
                : Math.floorDiv(moment.toEpochMilli(), policy.every().toMillis());
    }
}
