package flotilla.node.health;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The endpoints of an upstream beside each other, by the share of their requests that failed in one span. */
final class Compared {

    private static final double ONE_DEVIATION = 1;

    private final OutlierPolicy policy;
    private final List<Sample> samples;

    /** The median of the others' shares; -1 where nothing can be compared. */
    private final double[] others;

    /**
     * The median of what the others' shares may well be in the long run (the upper ends of their intervals): few requests of
     * which none failed say less than many.
     */
    private final double[] likely;

    private Compared(OutlierPolicy policy, List<Sample> samples) {
        this.policy = policy;
        this.samples = samples;
        this.others = medians(policy, samples, Sample::failed);
        this.likely = medians(policy, samples, sample -> sample.failsAtMost(ONE_DEVIATION));
    }

    /** @param span in intervals, the youngest last */
    static Compared by(OutlierPolicy policy, List<Window> windows, int span) {
        return new Compared(
                policy, windows.stream().map(window -> window.last(span)).toList());
    }

    private static double[] medians(OutlierPolicy policy, List<Sample> samples, ToDoubleFunction<Sample> figure) {
        var figures = samples.stream()
                .mapToDouble(sample -> sample.requests() >= policy.minRequests() ? figure.applyAsDouble(sample) : -1)
                .toArray();
        return Others.of(figures).mediansBesides(figures);
    }

    Sample sample(int index) {
        return samples.get(index);
    }

    /** Whether it and another have had enough requests. */
    boolean comparable(int index) {
        return others[index] >= 0;
    }

    /** The others' share of failed requests. */
    double others(int index) {
        return others[index];
    }

    /** The share of its requests that it may fail. */
    double limit(int index) {
        return Math.min(1, Math.max(policy.errorPercent() / 100, policy.errorFactor() * likely[index]));
    }
}
