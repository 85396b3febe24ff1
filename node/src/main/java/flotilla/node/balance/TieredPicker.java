package flotilla.node.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws a tier by load for each pick, and lets the upstream's balancer choose within it; if all of that tier have been
 * tried, the others follow in order, those included that stand by.
 *
 * <p>Why a draw, and not one rotation with smaller weights: to {@link LeastRequests} and its like a weight is a capacity,
 * and whoever is idle has the least to do for any weight. Ten endpoints that are to get 2 % of the requests would have
 * one under way each, always. A draw gives each tier its part of the requests, however many are in flight.
 *
 * <p>Where the balancer goes by a key, so does the draw: a key stays with its tier, and when loads change only those
 * keys move whose tier has lost them.
 */
public final class TieredPicker implements Balancer.Picker {

    private static final int OTHER_THAN_THE_SLOT = 7;
    private static final double UNIT = 0x1.0p-53;

    private final Balancer.Picker[] pickers;
    private final double[] upTo;
    private final boolean keyed;

    private TieredPicker(Balancer.Picker[] pickers, double[] upTo, boolean keyed) {
        this.pickers = pickers;
        this.upTo = upTo;
        this.keyed = keyed;
    }

    /** Picks from tiers in the order in which they are wanted. */
    public static Balancer.Picker over(List<Tier> tiers, Balancer balancer) {
        if (tiers.size() == 1) {
            return balancer.over(tiers.getFirst().rotation());
        }
        var pickers = new Balancer.Picker[tiers.size()];
        var upTo = new double[pickers.length];
        double sum = 0;
        for (int i = 0; i < pickers.length; i++) {
            pickers[i] = balancer.over(tiers.get(i).rotation());
            sum += tiers.get(i).load();
            // The last with a load takes what rounding leaves.
            upTo[i] = sum > 1 - 1e-9 ? 1 : sum;
        }
        return new TieredPicker(pickers, upTo, balancer.keyed());
    }

    @Override
    public @Nullable LiveEndpoint pick(Balancer.Request request) {
        int drawn = draw(request);
        var found = drawn < pickers.length ? pickers[drawn].pick(request) : null;
        for (int i = 0; found == null && i < pickers.length; i++) {
            found = i == drawn ? null : pickers[i].pick(request);
        }
        return found;
    }

    private int draw(Balancer.Request request) {
        int tier = 0;
        if (upTo.length > 0 && upTo[0] < 1) {
            double at = at(request);
            while (tier < upTo.length && at >= upTo[tier]) {
                tier++;
            }
        }
        return tier;
    }

    /** From 0 to below 1. */
    private double at(Balancer.Request request) {
        long bits = keyed
                ? Mixed.at(request.hashKey(), OTHER_THAN_THE_SLOT)
                : request.random().nextLong();
        return (bits >>> 11) * UNIT;
    }
}
