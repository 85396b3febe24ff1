package flotilla.ops.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * How long the requests of a node took that was left alone and changed by turns. The figures are medians of the turns' percentiles: of that
 * quarter of the pairs, a turn left alone and the one with changes behind it, in which the machine was taken away for the least part
 * of the time. Which those are is told without a look at the latencies, and for both kinds at the same times: turns that last
 * longer are seldom undisturbed as a whole but in the machine's best minutes.
 */
final class Latencies {

    /** One turn: all in milliseconds but the part of the time that was {@link StolenTime stolen}. */
    record Turn(int requests, double stolen, double p50, double p99) {

        /**
         * @param nanos of each request
         * @param stolen the part of the turn in which the machine was somebody else's
         */
        static Turn of(List<Long> nanos, double stolen) {
            if (nanos.isEmpty()) {
                throw new IllegalStateException("no request was answered in a turn");
            }
            var sorted = nanos.stream().sorted().toList();
            return new Turn(nanos.size(), stolen, percentile(sorted, 0.5), percentile(sorted, 0.99));
        }

        private static double percentile(List<Long> sorted, double part) {
            return sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size())) / 1e6;
        }
    }

    private record Pair(Turn left, Turn changed) {

        double stolen() {
            return Math.max(left.stolen(), changed.stolen());
        }
    }

    private final List<Pair> pairs = new ArrayList<>();

    /** A turn left alone, and the one with changes behind it. */
    void add(Turn left, Turn changed) {
        pairs.add(new Pair(left, changed));
    }

    /** The 99th percentile of turns with changes, in multiples of that of those left alone. */
    double slowdown() {
        return median(calm(), Pair::changed, Turn::p99) / median(calm(), Pair::left, Turn::p99);
    }

    private List<Pair> calm() {
        double most = pairs.stream()
                .map(Pair::stolen)
                .sorted()
                .skip((pairs.size() - 1) / 4)
                .findFirst()
                .orElseThrow();
        return pairs.stream().filter(pair -> pair.stolen() <= most).toList();
    }

    private static double median(List<Pair> pairs, Function<Pair, Turn> kind, ToDoubleFunction<Turn> figure) {
        var sorted = pairs.stream().map(kind).mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** Of the pair in which it was most. */
    private static double percentStolen(List<Pair> pairs) {
        return 100 * pairs.stream().mapToDouble(Pair::stolen).max().orElseThrow();
    }

    private String told(String name, Function<Pair, Turn> kind) {
        return String.format(
                Locale.ROOT,
                "%s: %d requests, p50 %.2f ms, p99 %.2f ms (of all turns: %.2f and %.2f ms)%n",
                name,
                pairs.stream().map(kind).mapToInt(Turn::requests).sum(),
                median(calm(), kind, Turn::p50),
                median(calm(), kind, Turn::p99),
                median(pairs, kind, Turn::p50),
                median(pairs, kind, Turn::p99));
    }

    /** Two lines, and one of what they are figures of. */
    @Override
    public String toString() {
        return told("quiet", Pair::left)
                + told("changes", Pair::changed)
                + String.format(
                        Locale.ROOT,
                        "medians of %d of %d pairs of turns, of which at most %.1f %% were stolen (of all: %.1f %%)",
                        calm().size(),
                        pairs.size(),
                        percentStolen(calm()),
                        percentStolen(pairs));
    }
}
