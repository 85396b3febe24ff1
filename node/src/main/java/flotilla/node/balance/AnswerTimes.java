package flotilla.node.balance;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long the answers of one endpoint took, summed up so that the geometric mean of any span of time can be told: that of
 * all answers between two readings.
 *
 * <p>Theory: one answer of 30 s among a hundred of 10 ms moves their arithmetic mean to 300 ms, but their geometric mean to
 * 11 ms; and where fast and slow requests are mixed half and half it is steady, which a median is not. It takes the sum of
 * the logarithms alone. A logarithm is told in base 2 and in 1/{@value #WHOLE}, its fraction taken in a straight line, and the mean
 * is made of it in the same way: a span of equal answers is told to 2 %.
 *
 * <p>Count and sum stand in one word, the count above the sum, so that no reading has one without the other. Both may
 * overflow in time; what is between two readings is right as long as that is below 2^26 answers.
 */
public final class AnswerTimes {

    private static final int FRACTION = 6;
    private static final int WHOLE = 1 << FRACTION;
    private static final int COUNT = 38;

    private final LongAdder sum = new LongAdder();

    /**
     * The answers of a span.
     *
     * @param logs the sum of their logarithms
     */
    public record Span(long count, long logs) {

        public static final Span NONE = new Span(0, 0);

        public Span plus(Span other) {
            return new Span(count + other.count, logs + other.logs);
        }

        /** The geometric mean in nanoseconds; 0 without answers. */
        public double meanNanos() {
            if (count == 0) {
                return 0;
            }
            double log = (double) logs / count / WHOLE;
            int exponent = (int) log;
            return Math.scalb(1 + log - exponent, exponent);
        }
    }

    /** Counts an answer; any thread. */
    void record(long nanos) {
        sum.add((1L << COUNT) + log(nanos));
    }

    /** All so far, of use beside another reading. */
    public long read() {
        return sum.sum();
    }

    /** What came between two readings. */
    public static Span between(long before, long now) {
        long both = now - before;
        return new Span(both >>> COUNT, both & (1L << COUNT) - 1);
    }

    private static long log(long nanos) {
        long value = Math.max(1, nanos);
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        long mantissa = exponent > FRACTION ? value >>> exponent - FRACTION : value << FRACTION - exponent;
        return ((long) exponent << FRACTION) + mantissa - WHOLE;
    }
}
