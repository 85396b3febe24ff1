package flotilla.node.cluster.simulation;

/**
 * What simulations draw from: the same in every build, since what they assert holds for nearly all draws and not for each
 * of them, and a rare one must not fail somebody else's change. {@code -Dflotilla.seed=<n>} tries another.
 */
final class Seed {

    private static final long USUAL = 20_261_121;

    private Seed() {}

    static long ofThisRun() {
        return Long.getLong("flotilla.seed", USUAL);
    }
}
