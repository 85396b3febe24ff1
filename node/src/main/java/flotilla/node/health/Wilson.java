package flotilla.node.health;

/**
 * Wilson's score interval: where the share of something in the long run lies, by a sample of it (E. B. Wilson, "Probable
 * Inference, the Law of Succession, and Statistical Inference", 1927).
 */
public final class Wilson {

    private Wilson() {}

    /**
     * One end of the interval, 0 to 1.
     *
     * @param hits of the sample
     * @param deviations how far out it is, in standard deviations: negative for the lower end
     */
    public static double end(long hits, long sample, double deviations) {
        if (sample == 0) {
            return deviations < 0 ? 0 : 1;
        }
        double n = sample;
        double z = deviations;
        double p = hits / n;
        double spread = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        return Math.clamp((p + z * z / (2 * n) + spread) / (1 + z * z / n), 0, 1);
    }
}
