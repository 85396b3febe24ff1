package flotilla.discovery.consul;

import java.math.BigInteger;

/**
 * The index a blocking query waits on, kept sane. A registry restored from a copy counts from lower again: waiting on
 * the old index would miss all that happens until it is passed, so a lower one starts over from 0. And 0 does not block,
 * so an answer without an index counts as 1. (Consul's documentation, "Blocking queries", asks for both.)
 */
final class BlockingIndex {

    private BigInteger value = BigInteger.ZERO;

    /** What to wait on next; 0 asks for an answer at once. */
    BigInteger value() {
        return value;
    }

    /** Takes the index of an answer; tells whether it went backwards. */
    boolean answered(BigInteger index) {
        var sane = index.max(BigInteger.ONE);
        var backwards = sane.compareTo(value) < 0;
        value = backwards ? BigInteger.ZERO : sane;
        return backwards;
    }

    /** Asks next for an answer at once. */
    void reset() {
        value = BigInteger.ZERO;
    }
}
