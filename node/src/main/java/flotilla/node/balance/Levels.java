package flotilla.node.balance;

import java.util.Arrays;

/**
 * How much of an upstream's requests each of its priority levels gets, as Envoy shares them out. A level carries what is
 * asked of it as long as {@code 1 / 1.4} of its weight is well (71 %): so much more than usual its endpoints are
 * believed to bear. Below that it carries 1.4 times the share that is well, and the next level gets the rest.
 *
 * <p>Worked example: of level 0 half is well, of level 1 all. Level 0 carries 70 % and level 1 gets 30 %. If a tenth of
 * level 1 were well, the two could carry 70 % and 14 %: all is then shared out in this proportion, 83 % and 17 %.
 */
public final class Levels {

    private static final double BEARS = 1.4;

    private final double[] loads;
    private final boolean suffice;

    private Levels(double[] loads, boolean suffice) {
        this.loads = loads;
        this.suffice = suffice;
    }

    /**
     * @param well what part of each level's weight is well, in the order in which the levels are asked, 0 to 1
     */
    public static Levels of(double... well) {
        var loads = new double[well.length];
        double left = 1;
        for (int i = 0; i < well.length; i++) {
            loads[i] = Math.min(left, Math.min(1, BEARS * well[i]));
            left -= loads[i];
        }
        double carried = Arrays.stream(loads).sum();
        // What is left of 1 after a sum of fractions is no lack of endpoints.
        boolean suffice = left < 1e-9;
        for (int i = 0; i < loads.length && carried > 0; i++) {
            loads[i] /= carried;
        }
        return new Levels(loads, suffice);
    }

    /** The part of the requests that each level gets, in order, 0 to 1; their sum is 1, or 0 if nobody is well. */
    public double[] loads() {
        return loads.clone();
    }

    /** Whether together they carry all that is asked of them. */
    public boolean suffice() {
        return suffice;
    }
}
