package flotilla.node.health;

import flotilla.node.balance.LiveEndpoint;
import java.util.Map;

/**
 * What the comparison of an upstream's endpoints has come to.
 *
 * @param outliers that are to be left out, as far as may be
 * @param shares of their weights that endpoints have; who is missing has all of it
 */
public record Findings(Map<LiveEndpoint, Outlier> outliers, Map<LiveEndpoint, Double> shares) {

    public static final Findings NONE = new Findings(Map.of(), Map.of());

    public Findings {
        outliers = Map.copyOf(outliers);
        shares = Map.copyOf(shares);
    }

    public double share(LiveEndpoint endpoint) {
        return shares.getOrDefault(endpoint, 1.0);
    }
}
