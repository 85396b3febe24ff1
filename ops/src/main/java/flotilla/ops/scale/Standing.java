package flotilla.ops.scale;

/**
 * How one upstream stands, for those who show it.
 *
 * @param advice the fleet's
 * @param adviser the node that gave it
 * @param acting whether that is this node
 * @param changedMillis since 1970, when the wanted number last changed, as far as this node knows
 * @param learnt loads that this node's forecast has learnt from
 */
public record Standing(
        String upstream,
        ScalePolicy policy,
        Advice advice,
        String adviser,
        boolean acting,
        long changedMillis,
        long learnt) {}
