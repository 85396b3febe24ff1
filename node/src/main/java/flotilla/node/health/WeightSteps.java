package flotilla.node.health;

import flotilla.node.balance.SlowStart;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The share of its weight that one endpoint has under {@link Eviction#GRADUAL}, in steps.
 *
 * <p>Theory. The limit is that of {@link Outliers}: the share of its requests that it may fail beside the others. At half
 * of it the weight falls to 0.75, at the limit to 0.5, at 2.5 times to 0.25, at 5 times to 0.1; at once to the step that the
 * share of failed requests names, if that is certain (the lower end of its interval at three standard deviations). It rises one step at a
 * time, once the share is below what brought it there for certain (the upper end at two), or when all twelve intervals of
 * the window, however few requests they saw, failed less than half of that. What is neither leaves it where it is: that, and
 * that each step begins a new window, is the hysteresis. A tenth of its weight is never taken away, so there is something to
 * judge it by.
 *
 * <p>A step up takes no less than the upstream's slow start takes from the one share to the other, so its time and shape
 * are those of the return too.
 *
 * <p>Worked example, by default (limit 0.1 while the others do well, slow start of 10 s): 30 % of 100 requests fail; that is
 * above 0.18 for certain: 0.5. Healed, 100 requests without a failure are below 0.04 for certain, which is under the limit:
 * 0.75 after 5 s; and under half of it: 1 after 5 s more.
 */
final class WeightSteps {

    private static final double[] SHARES = {1, 0.75, 0.5, 0.25, 0.1};
    private static final double[] LIMITS = {0, 0.5, 1, 2.5, 5};
    private static final double CERTAIN = 3;
    private static final double LIKELY = 2;

    private int step;
    private long sinceNanos;

    /** The share of its weight, above 0 to 1. */
    double share() {
        return SHARES[step];
    }

    /** It has its whole weight from now on. */
    void clear() {
        step = 0;
    }

    /**
     * What the windows of one endpoint and of the others say.
     *
     * @param step the lowest that any span calls for
     * @param limit the share of its requests that it may fail
     */
    record Call(int step, double limit) {}

    /** What is said of each of these endpoints, in their order. */
    static List<Call> calls(OutlierPolicy policy, List<Window> windows) {
        var steps = new int[windows.size()];
        var limits = new double[windows.size()];
        Arrays.fill(limits, policy.errorPercent() / 100);
        for (int span : Outliers.SPANS) {
            var compared = Compared.by(policy, windows, span);
            for (int i = 0; i < steps.length; i++) {
                if (compared.comparable(i)) {
                    limits[i] = compared.limit(i);
                    steps[i] = Math.max(steps[i], called(compared.sample(i), limits[i]));
                }
            }
        }
        return IntStream.range(0, steps.length)
                .mapToObj(i -> new Call(steps[i], limits[i]))
                .toList();
    }

    private static int called(Sample sample, double limit) {
        double share = sample.failsAtLeast(CERTAIN);
        int step = 0;
        while (step + 1 < LIMITS.length && share > LIMITS[step + 1] * limit) {
            step++;
        }
        return step;
    }

    /**
     * Goes down to the step that is called for, or up if the window says so; that begins anew then.
     *
     * @return whether it is another share than before
     */
    boolean follow(Call call, Window window, Watching watching, long nowNanos) {
        int before = step;
        if (call.step > step) {
            step = call.step;
        } else if (step > 0
                && nowNanos - sinceNanos >= climbNanos(watching.recovery())
                && recovered(window, watching.outliers(), call.limit)) {
            step--;
        }
        if (step != before) {
            sinceNanos = nowNanos;
            window.clear();
        }
        return step != before;
    }

    private long climbNanos(SlowStart pace) {
        return pace.ageNanos(SHARES[step - 1]) - pace.ageNanos(SHARES[step]);
    }

    private boolean recovered(Window window, OutlierPolicy policy, double limit) {
        var all = window.last(Window.LENGTH);
        double brought = LIMITS[step] * limit;
        return all.requests() >= policy.minRequests() && all.failsAtMost(LIKELY) < brought
                || window.full() && all.failed() < brought / 2;
    }
}
