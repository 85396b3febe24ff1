package flotilla.node.health;

import flotilla.node.health.Outlier.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which endpoints of an upstream are worse than the others, by what live traffic showed. Pure functions of their windows.
 *
 * <p>Errors. An endpoint is an outlier if more than {@code error_percent} of its requests fail, and more than {@code
 * error_factor} times as many as with the others, for whom the median of their shares stands. Both must be certain: it
 * is the lower end of the interval in which its share lies (Wilson's, at four standard deviations) that is compared, with
 * the upper ends of theirs (at one).
 * Four, as an endpoint is judged some 17,000 times a day: with 1 % that fail anyway, 20 requests take 8 failures and 1,000 take 138. A
 * span is the last 1, 2, 4 or 8 intervals, whichever says it first, so a busy endpoint is found by the first interval
 * and a quiet one when enough is known; but whoever did well in the youngest interval is left alone.
 *
 * <p>Latency. Off by default. An endpoint is an outlier if the geometric mean of its times to the first byte over the last
 * four intervals, and of the youngest as well, is above {@code latency_factor} times the median of the others' and above
 * {@code latency_floor}.
 *
 * <p>Why the median of the others, and neither the mean nor the deviation from it: the mean has the outliers in it. Three
 * of ten endpoints that fail half of their requests make a mean of the others of 11 %, and at three times that
 * none of them stands out. With Envoy's mean less 1.9 deviations one bad endpoint of n is sqrt(n - 1) deviations away
 * whatever it does, so of four or fewer none is ever found, and among many good ones whoever is a little worse is.
 *
 * <p>Worked example: three endpoints, 100 requests each, 39, 1 and 0 of them failed. The first one's share is above 0.22
 * for certain; the others' are 0.03 and 0.01 at most, so it may be up to 0.1. It is one. If the second one had lost 30 too, the others' would be
 * 0.35 and 0.01, and it may be up to 0.54: it is their common trouble.
 */
final class Outliers {

    /** In intervals. */
    static final List<Integer> SPANS = List.of(1, 2, 4, 8);

    private static final int LATENCY_SPAN = 4;
    private static final double CERTAIN = 4;

    /** Below the score of all that fail requests: a slow answer is better than none. */
    private static final int SLOW = 50;

    private static final double NANOS_PER_MILLI = 1e6;

    private Outliers() {}

    /** What was found of one endpoint, as in {@link Outlier}. */
    record Finding(Kind kind, int score, String reason) {}

    /** What is found of each of these, in their order. */
    static List<Optional<Finding>> find(OutlierPolicy policy, List<Window> windows) {
        var findings = new ArrayList<Optional<Finding>>();
        windows.forEach(_ -> findings.add(Optional.empty()));
        for (int span : SPANS) {
            var compared = Compared.by(policy, windows, span);
            for (int i = 0; i < windows.size(); i++) {
                if (findings.get(i).isEmpty()) {
                    findings.set(i, failing(windows.get(i), compared, i));
                }
            }
        }
        if (policy.latencyFactor() > 0) {
            findSlow(policy, windows, findings);
        }
        return findings;
    }

    private static Optional<Finding> failing(Window window, Compared compared, int index) {
        var limit = compared.limit(index);
        var sample = compared.sample(index);
        if (!compared.comparable(index)
                || sample.failsAtLeast(CERTAIN) <= limit
                || window.last(1).failed() <= limit) {
            return Optional.empty();
        }
        var reason = String.format(
                Locale.ROOT,
                "success rate %.1f %% of %d requests where the others have %.1f %%",
                100 * (1 - sample.failed()),
                sample.requests(),
                100 * (1 - compared.others(index)));
        return Optional.of(new Finding(Kind.SUCCESS_RATE, (int) Math.round(1000 * sample.failed()), reason));
    }

    private static void findSlow(OutlierPolicy policy, List<Window> windows, List<Optional<Finding>> findings) {
        var means = new double[windows.size()];
        for (int i = 0; i < means.length; i++) {
            var times = windows.get(i).last(LATENCY_SPAN).times();
            boolean judged = windows.get(i).length() >= LATENCY_SPAN && times.count() >= policy.minRequests();
            means[i] = judged ? times.meanNanos() : -1;
        }
        var others = Others.of(means).mediansBesides(means);
        for (int i = 0; i < means.length; i++) {
            double limit = Math.max((double) policy.latencyFloor().toNanos(), policy.latencyFactor() * others[i]);
            if (others[i] >= 0
                    && findings.get(i).isEmpty()
                    && Math.min(means[i], windows.get(i).last(1).times().meanNanos()) > limit) {
                findings.set(i, Optional.of(slow(means[i], others[i])));
            }
        }
    }

    private static Finding slow(double mean, double median) {
        var reason = String.format(
                Locale.ROOT,
                "%.1f ms to the first byte where the others take %.1f ms",
                mean / NANOS_PER_MILLI,
                median / NANOS_PER_MILLI);
        return new Finding(Kind.LATENCY, SLOW, reason);
    }
}
