package flotilla.node.balance;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * One whole period of a smooth weighted round robin over a rotation: each index as often as its weight says, and as
 * evenly spread as possible.
 *
 * <p>Weights are first reduced by their greatest common divisor. A period of at most {@value #MAX_PERIOD} picks is
 * exact. A longer one is approximated: weights are scaled so that the period fits, and rounded, but never below 1;
 * the share of an endpoint with the scaled weight w is then off by at most one part in 2w, and endpoints with less
 * than half a pick in a period get one pick. Where there are more endpoints than that, each has one pick at least and
 * the period grows with them.
 *
 * <p>The order is nginx's: at every pick each endpoint gains its weight, the richest one is picked (the first of
 * equals) and pays the total; 5, 1, 1 gives a a b a c a a. That costs size times period steps; beyond
 * {@value #MAX_STEPS} the picks are ordered by the moments they are due instead, the k-th of an endpoint at (k + 1/2)
 * / weight, which spreads them as evenly in a different order.
 */
final class WeightedSequence {

    static final int MAX_PERIOD = 1 << 16;
    static final int MAX_STEPS = 1 << 23;

    private WeightedSequence() {}

    static int[] of(Rotation rotation) {
        int[] weights = fitted(rotation);
        int period = Math.toIntExact(Arrays.stream(weights).asLongStream().sum());
        return (long) period * weights.length <= MAX_STEPS ? smooth(weights, period) : due(weights, period);
    }

    private static int[] fitted(Rotation rotation) {
        int divisor = 0;
        for (int i = 0; i < rotation.size(); i++) {
            divisor = gcd(divisor, rotation.weight(i));
        }
        var weights = new int[rotation.size()];
        long total = divisor == 0 ? 0 : rotation.totalWeight() / divisor;
        double scale = total <= MAX_PERIOD ? 1 : (double) MAX_PERIOD / total;
        for (int i = 0; i < weights.length; i++) {
            int reduced = rotation.weight(i) / divisor;
            weights[i] = scale == 1 ? reduced : (int) Math.max(1, Math.round(reduced * scale));
        }
        return weights;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static int[] smooth(int[] weights, int period) {
        var sequence = new int[period];
        var credit = new long[weights.length];
        for (int at = 0; at < period; at++) {
            int richest = 0;
            for (int i = 0; i < weights.length; i++) {
                credit[i] += weights[i];
                if (credit[i] > credit[richest]) {
                    richest = i;
                }
            }
            credit[richest] -= period;
            sequence[at] = richest;
        }
        return sequence;
    }

    private record Due(int index, int count, double moment) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byMoment = Double.compare(moment, other.moment);
            return byMoment != 0 ? byMoment : Integer.compare(index, other.index);
        }
    }

    private static int[] due(int[] weights, int period) {
        var queue = new PriorityQueue<Due>();
        for (int i = 0; i < weights.length; i++) {
            queue.add(new Due(i, 0, 0.5 / weights[i]));
        }
        var sequence = new int[period];
        for (int at = 0; at < period; at++) {
            var next = queue.remove();
            sequence[at] = next.index;
            queue.add(new Due(next.index, next.count + 1, (next.count + 1.5) / weights[next.index]));
        }
        return sequence;
    }
}
