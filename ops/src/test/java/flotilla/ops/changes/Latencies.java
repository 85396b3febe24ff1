package flotilla.ops.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long the requests of some turns took. The figure is the median of the turns' 99th percentiles: what else disturbs the machine
 * takes some turns and leaves the others.
 */
final class Latencies {

    private final String name;
    private int requests;
    private final List<Double> medians = new ArrayList<>();
    private final List<Double> turns = new ArrayList<>();

    Latencies(String name) {
        this.name = name;
    }

    /** Those of one more turn, in nanoseconds. */
    void add(List<Long> nanos) {
        if (nanos.isEmpty()) {
            throw new IllegalStateException(name + ": no request was answered in turn " + (turns.size() + 1));
        }
        requests += nanos.size();
        medians.add(percentile(nanos, 0.5));
        turns.add(percentile(nanos, 0.99));
    }

    /** The 99th percentile in milliseconds. */
    double p99() {
        return median(turns);
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    private static double percentile(List<Long> nanos, double part) {
        var sorted = nanos.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size())) / 1e6;
    }

    @Override
    public String toString() {
        var each = turns.stream()
                .map(p99 -> String.format(Locale.ROOT, "%.1f", p99))
                .toList();
        return String.format(
                Locale.ROOT,
                "%s: %d requests, p50 %.2f ms, p99 %.2f ms (by turns: %s)",
                name,
                requests,
                median(medians),
                p99(),
                String.join(" ", each));
    }
}
