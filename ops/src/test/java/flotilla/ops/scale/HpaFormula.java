package flotilla.ops.scale;

/**
 * Kubernetes' horizontal autoscaler as it is by default: every 15 s {@code ceil(ready * cpu / target)}, nothing within 10 % of
 * the target, endpoints that start count as idle upwards, at most double or four more in 15 s, down to the most of five minutes.
 */
final class HpaFormula implements SimulatedUpstream.Scaler {

    private static final double TOLERANCE = 0.1;
    private static final int PERIOD_MILLIS = 15_000;

    private final double target;
    private final RecentMax needed = new RecentMax(300_000);
    private final RecentMean cpu = new RecentMean(Advisor.SMOOTHED_MILLIS);
    private int last;

    HpaFormula(double target) {
        this.target = target;
    }

    @Override
    public int wanted(Sample sample) {
        double mean = cpu.with(sample.atMillis(), sample.cpu().orElseThrow());
        if (sample.atMillis() % PERIOD_MILLIS != 0) {
            return last == 0 ? sample.present() : last;
        }
        double ratio = mean / target;
        int raw = sample.present();
        if (ratio > 1 + TOLERANCE) {
            double idle = mean * sample.serving() / sample.present() / target;
            raw = idle > 1 + TOLERANCE ? (int) Math.ceil(sample.present() * idle) : sample.present();
        } else if (ratio < 1 - TOLERANCE) {
            raw = (int) Math.ceil(sample.serving() * ratio);
        }
        int up = Math.max(2 * sample.present(), sample.present() + 4);
        last = Math.clamp(needed.with(sample.atMillis(), raw), 1, up);
        return last;
    }
}
