package flotilla.node.route;

import flotilla.discovery.Endpoint.Condition;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Ejections;
import flotilla.node.health.Outlier;
import flotilla.node.health.Verdict;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whom of its outliers an upstream leaves out, and whom it spares; a pure function.
 *
 * <p>What this node found takes out no more than the fleet's votes may: 30 % of the endpoints, at least one of three or more,
 * those whom the fleet has ejected included. And it leaves half of the weight: where checks, the fleet and outliers together
 * would leave less, an endpoint that answers now and then is worth more than what was found of it. So this node's own
 * comparison never makes a panic. Those with the highest score go first, of equals those with the lower key.
 *
 * @param evicted left out
 * @param spared outliers beyond what may be left out
 */
public record Evictions(Map<LiveEndpoint, Outlier> evicted, Set<LiveEndpoint> spared) {

    public static final Evictions NONE = new Evictions(Map.of(), Set.of());

    public Evictions {
        evicted = Map.copyOf(evicted);
        spared = Set.copyOf(spared);
    }

    /**
     * Decides for one upstream.
     *
     * @param candidates all that may take traffic by their sources
     * @param up whether an endpoint is well by all else that is known
     * @param ejected keys of those whom the fleet leaves out
     */
    static Evictions of(
            Collection<LiveEndpoint> candidates,
            Predicate<LiveEndpoint> up,
            Set<Long> ejected,
            Map<LiveEndpoint, Outlier> outliers) {
        if (outliers.isEmpty()) {
            return NONE;
        }
        var serving = candidates.stream()
                .filter(e -> e.endpoint().condition() == Condition.SERVING && up.test(e))
                .toList();
        long whole = weight(candidates);
        long left = weight(serving);
        long room = Ejections.most(candidates.size())
                - candidates.stream().filter(e -> ejected.contains(e.key())).count();
        var found = serving.stream()
                .filter(outliers::containsKey)
                .sorted(Comparator.comparingInt((LiveEndpoint e) -> -score(e, outliers))
                        .thenComparingLong(LiveEndpoint::key))
                .toList();
        var evicted = new LinkedHashMap<LiveEndpoint, Outlier>();
        for (var endpoint : found) {
            var outlier = outliers.get(endpoint);
            int weight = endpoint.endpoint().weight();
            if (outlier != null && evicted.size() < room && 2 * (left - weight) >= whole) {
                evicted.put(endpoint, outlier);
                left -= weight;
            }
        }
        var spared = new HashSet<>(found);
        spared.removeAll(evicted.keySet());
        return new Evictions(evicted, spared);
    }

    /** What is to be said of an endpoint that is left out. */
    public Optional<Verdict> verdict(LiveEndpoint endpoint) {
        return Optional.ofNullable(evicted.get(endpoint))
                .map(outlier -> new Verdict(false, true, "traffic: " + outlier.reason()));
    }

    private static int score(LiveEndpoint endpoint, Map<LiveEndpoint, Outlier> outliers) {
        var outlier = outliers.get(endpoint);
        return outlier == null ? 0 : outlier.score();
    }

    private static long weight(Collection<LiveEndpoint> endpoints) {
        return endpoints.stream().mapToLong(e -> e.endpoint().weight()).sum();
    }
}
