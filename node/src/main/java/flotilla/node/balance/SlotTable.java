package flotilla.node.balance;

import java.util.Arrays;

/**
 * Which endpoint owns each of {@value #SLOTS} slots that keys hash to. An endpoint's slots depend on its authority and
 * weight only, so every node lays out the same table from the same rotation, and a change moves no key but those that
 * the changed endpoint loses or wins: removing one of N equal endpoints moves about one key in N.
 *
 * <p>Theory: weighted rendezvous hashing, laid out as a race. Every endpoint calls out slots, drawn by hashing its
 * authority and the number of the call, at a pace in proportion to its weight; a slot belongs to whom called it first.
 * No endpoint's calls depend on another's, hence the minimal movement; the time until a slot is first called by an
 * endpoint is exponential with its weight as the rate, hence shares in proportion to the weights (the mean of a slot's
 * owner is exact; a share s of the table is off by about {@code sqrt((1 - s) / (s * SLOTS))}: 1 % of itself with ten
 * endpoints, 12 % with a thousand). Like Maglev (Eisenbud and others, 2016) a look-up is one array access; unlike
 * Maglev no endpoint waits for its turn, which costs it its evenness and gains the exact minimum of movement.
 *
 * <p>Building takes about {@code SLOTS * ln(SLOTS)} calls, for any number of endpoints.
 */
final class SlotTable {

    static final int SLOTS = 1 << 16;

    private static final int SLOT_SHIFT = 48;
    private static final double UNIT = 0x1.0p-32;

    private final int[] owners = new int[SLOTS];
    private final double[] calledAt = new double[SLOTS];
    private final Rotation rotation;
    private final long[] seeds;
    private final long[] calls;

    private SlotTable(Rotation rotation) {
        this.rotation = rotation;
        this.seeds = new long[rotation.size()];
        this.calls = new long[rotation.size()];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = Mixed.hash(rotation.endpoint(i).endpoint().authority());
        }
    }

    /** The index of the owner of each slot; the rotation must not be empty. */
    static int[] of(Rotation rotation) {
        var table = new SlotTable(rotation);
        Arrays.fill(table.calledAt, Double.POSITIVE_INFINITY);
        double window = (double) SLOTS / rotation.totalWeight();
        for (int round = 1; !table.full(); round++) {
            for (int i = 0; i < rotation.size(); i++) {
                table.callUntil(i, round * window);
            }
        }
        return table.owners;
    }

    static int slotOf(long key) {
        return (int) (key >>> SLOT_SHIFT);
    }

    private void callUntil(int index, double end) {
        double pace = rotation.weight(index);
        while (true) {
            long draw = Mixed.at(seeds[index], calls[index]);
            double time = (calls[index] + (draw & 0xffff_ffffL) * UNIT) / pace;
            if (time >= end) {
                return;
            }
            calls[index]++;
            int slot = slotOf(draw);
            if (time < calledAt[slot]) {
                calledAt[slot] = time;
                owners[slot] = index;
            }
        }
    }

    private boolean full() {
        for (double time : calledAt) {
            if (time == Double.POSITIVE_INFINITY) {
                return false;
            }
        }
        return true;
    }
}
