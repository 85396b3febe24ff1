package flotilla.ops.scale;

import java.util.Locale;
import java.util.Optional;

/**
 * What there is to do, in endpoints: as many as it takes if each does what the policy wants of it.
 *
 * <p>Two measures, and the greater counts. Requests under way are, by Little's law, the rate times the time that each takes,
 * so they grow with both and tell of an endpoint that slows down; those that wait are work as well. CPU is what endpoints use
 * of it, summed over all that serve. Neither needs to know how many requests an endpoint can do in a second.
 *
 * <p>Worked example: 130 requests under way and 10 that wait, 20 wanted for each endpoint: 7 endpoints. Six endpoints at
 * 91 % of their CPU, 70 wanted: 6 * 91 / 70 = 7.8, so that is what counts.
 *
 * @param endpoints not rounded
 * @param words the measure, its value and its target, for a reader
 */
record Load(double endpoints, Signal signal, String words) {

    /** Empty if nobody reports what the policy goes by. */
    static Optional<Load> of(Sample sample, ScalePolicy policy) {
        var byRequests = byRequests(sample, policy);
        var byCpu = byCpu(sample, policy);
        if (byRequests.isEmpty() || byCpu.isEmpty()) {
            return byRequests.or(() -> byCpu);
        }
        return byRequests.get().endpoints >= byCpu.get().endpoints ? byRequests : byCpu;
    }

    private static Optional<Load> byRequests(Sample sample, ScalePolicy policy) {
        if (policy.targetInFlight() <= 0) {
            return Optional.empty();
        }
        double demand = sample.inFlight() + sample.waiting();
        return Optional.of(new Load(
                demand / policy.targetInFlight(),
                Signal.IN_FLIGHT,
                String.format(
                        Locale.ROOT,
                        "%.1f requests in flight and %.1f waiting, target %s for each endpoint",
                        sample.inFlight(),
                        sample.waiting(),
                        Words.number(policy.targetInFlight()))));
    }

    private static Optional<Load> byCpu(Sample sample, ScalePolicy policy) {
        if (policy.targetCpu() <= 0 || sample.cpu().isEmpty() || sample.serving() == 0) {
            return Optional.empty();
        }
        double percent = 100 * sample.cpu().getAsDouble();
        return Optional.of(new Load(
                percent * sample.serving() / policy.targetCpu(),
                Signal.CPU,
                String.format(
                        Locale.ROOT,
                        "cpu %.1f %% of %d endpoints, target %d %%",
                        percent,
                        sample.serving(),
                        policy.targetCpu())));
    }
}
