package flotilla.ops.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How long the requests of some turns took. The figures are medians of the turns' percentiles: of that quarter of the turns in which the machine was
 * taken away for the least part of the time. Which those are is told without a look at the latencies.
 */
final class Latencies {

    /** All in milliseconds but the part of the time that was {@link StolenTime stolen}. */
    private record Turn(double stolen, double p50, double p99) {}

    private final String name;
    private int requests;
    private final List<Turn> turns = new ArrayList<>();

    Latencies(String name) {
        this.name = name;
    }

    /**
     * Those of one more turn.
     *
     * @param nanos of each request
     * @param stolen the part of the turn in which the machine was somebody else's
     */
    void add(List<Long> nanos, double stolen) {
        if (nanos.isEmpty()) {
            throw new IllegalStateException(name + ": no request was answered in turn " + (turns.size() + 1));
        }
        requests += nanos.size();
        var sorted = nanos.stream().sorted().toList();
        turns.add(new Turn(stolen, percentile(sorted, 0.5), percentile(sorted, 0.99)));
    }

    /** The 99th percentile in milliseconds. */
    double p99() {
        return median(calm(), Turn::p99);
    }

    private List<Turn> calm() {
        double most = turns.stream()
                .map(Turn::stolen)
                .sorted()
                .skip((turns.size() - 1) / 4)
                .findFirst()
                .orElseThrow();
        return turns.stream().filter(turn -> turn.stolen() <= most).toList();
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        var sorted = turns.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** Of the turn in which it was most. */
    private static double percentStolen(List<Turn> turns) {
        return 100 * turns.stream().mapToDouble(Turn::stolen).max().orElseThrow();
    }

    private static double percentile(List<Long> sorted, double part) {
        return sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size())) / 1e6;
    }

    @Override
    public String toString() {
        var calm = calm();
        return String.format(
                Locale.ROOT,
                "%s: %d requests, p50 %.2f ms, p99 %.2f ms (medians of %d of %d turns, of which at most %.1f %% were stolen; of all: %.2f and %.2f ms, %.1f %%)",
                name,
                requests,
                median(calm, Turn::p50),
                p99(),
                calm.size(),
                turns.size(),
                percentStolen(calm),
                median(turns, Turn::p50),
                median(turns, Turn::p99),
                percentStolen(turns));
    }
}
