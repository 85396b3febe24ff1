package flotilla.node.balance;

/** Pearson's test that counts come from given shares. */
final class ChiSquare {

    /** The chance that a right distribution is refused: e^-20, one in 485 million. */
    private static final double LOG_CHANCE = 20;

    private ChiSquare() {}

    static double statistic(long[] counts, double[] shares) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        double statistic = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = total * shares[i];
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        return statistic;
    }

    /**
     * What the statistic of {@code cells} counts exceeds with a chance of e^-x at most, by Laurent and Massart (Adaptive
     * Estimation of a Quadratic Functional, 2000, lemma 1): {@code k + 2 sqrt(k x) + 2 x} for k degrees of freedom.
     */
    static double bound(int cells) {
        int k = cells - 1;
        return k + 2 * Math.sqrt(k * LOG_CHANCE) + 2 * LOG_CHANCE;
    }
}
