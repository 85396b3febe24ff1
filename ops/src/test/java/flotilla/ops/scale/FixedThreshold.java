package flotilla.ops.scale;

/**
 * What is commonly done by hand: one endpoint more when the CPU is above 70 %, one fewer when it is below 40 %, each no sooner
 * than its pause after the last change.
 */
final class FixedThreshold implements SimulatedUpstream.Scaler {

    private static final double ABOVE = 0.7;
    private static final double BELOW = 0.4;

    private final long upMillis;
    private final long downMillis;
    private final RecentMean cpu = new RecentMean(Advisor.SMOOTHED_MILLIS);
    private long changed;

    FixedThreshold(long upMillis, long downMillis) {
        this.upMillis = upMillis;
        this.downMillis = downMillis;
    }

    @Override
    public int wanted(Sample sample) {
        double mean = cpu.with(sample.atMillis(), sample.cpu().orElseThrow());
        long since = sample.atMillis() - changed;
        if (mean > ABOVE && since >= upMillis) {
            changed = sample.atMillis();
            return sample.present() + 1;
        } else if (mean < BELOW && since >= downMillis && sample.present() > 1) {
            changed = sample.atMillis();
            return sample.present() - 1;
        }
        return sample.present();
    }
}
