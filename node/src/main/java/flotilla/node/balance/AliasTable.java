package flotilla.node.balance;

import java.util.random.RandomGenerator;

/**
 * Draws an index of a rotation in proportion to its weight, in constant time: Walker's alias method as Vose builds it
 * (IEEE Transactions on Software Engineering 17, 1991). Immutable.
 *
 * <p>Each of n columns holds its own index up to a threshold and one other index above it; a draw takes a column
 * evenly, then one of the two. In integers, so that shares are exact: a column is as wide as the total weight.
 */
final class AliasTable {

    private final long total;
    private final long[] thresholds;
    private final int[] aliases;

    AliasTable(Rotation rotation) {
        int size = rotation.size();
        total = rotation.totalWeight();
        thresholds = new long[size];
        aliases = new int[size];
        var small = new int[size];
        var large = new int[size];
        int smalls = 0;
        int larges = 0;
        for (int i = 0; i < size; i++) {
            thresholds[i] = (long) rotation.weight(i) * size;
            aliases[i] = i;
            if (thresholds[i] < total) {
                small[smalls++] = i;
            } else {
                large[larges++] = i;
            }
        }
        while (smalls > 0 && larges > 0) {
            int poor = small[--smalls];
            int rich = large[larges - 1];
            aliases[poor] = rich;
            thresholds[rich] -= total - thresholds[poor];
            if (thresholds[rich] < total) {
                larges--;
                small[smalls++] = rich;
            }
        }
    }

    /** An index; the rotation must not be empty. */
    int draw(RandomGenerator random) {
        int column = bounded(random.nextLong(), thresholds.length);
        return Math.unsignedMultiplyHigh(random.nextLong(), total) < thresholds[column] ? column : aliases[column];
    }

    /** Maps 64 even bits to 0..bound-1; off from even by less than bound / 2^64. */
    static int bounded(long bits, int bound) {
        return (int) Math.unsignedMultiplyHigh(bits, bound);
    }
}
