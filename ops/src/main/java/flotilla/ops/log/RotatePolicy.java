package flotilla.ops.log;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * When a log is put aside for a new one, and what becomes of the old ones.
 *
 * @param size bytes from which on it is; 0: none for that
 * @param every and so it is when such a span of time, counted in UTC, begins; 0: none for that
 * @param keep how many old ones there may be, the newest; 0: any number
 * @param keepFor for how long they may be there; 0: for any time
 * @param compress whether old ones are compressed
 */
public record RotatePolicy(long size, Duration every, int keep, Duration keepFor, boolean compress) {

    /** As far as a file says that there are rotations at all. */
    public static final RotatePolicy DEFAULT = new RotatePolicy(100L << 20, Duration.ofDays(1), 7, Duration.ZERO, true);

    private static final long SMALLEST = 64 << 10;

    public RotatePolicy {
        InvalidValue.require(size == 0 || size >= SMALLEST, "size", size, "0 or >= 64KiB");
        InvalidValue.require(
                every.isZero() || every.compareTo(Duration.ofMinutes(1)) >= 0, "every", every, "0 or >= 1m");
        InvalidValue.require(size > 0 || !every.isZero(), "size", size, ">= 64KiB, as there is no time either");
        InvalidValue.require(keep >= 0, "keep", keep, ">= 0");
        InvalidValue.require(
                keepFor.isZero() || keepFor.compareTo(Duration.ofMinutes(1)) >= 0, "keepFor", keepFor, "0 or >= 1m");
    }
}
