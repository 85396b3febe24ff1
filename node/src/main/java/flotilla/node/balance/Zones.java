package flotilla.node.balance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whom this node asks by preference: endpoints of its own zone, as long as these can take what its zone's nodes have for them.
 *
 * <p>Theory (Envoy's zone aware routing, with one assumption in place of its table of nodes): each of the Z zones that have
 * endpoints has as much of the fleet's traffic as the others, q = 1/Z. Let u be the part of the upstream's weight that
 * is well in a zone. Nodes of a zone with u at least q send nothing elsewhere. Of the others u/q stays at home, and what is
 * left goes to the zones with more than their nodes need, in proportion to what they have to spare, u - q.
 *
 * <p>Then every endpoint gets what it would get without zones, exactly: a poor zone gets q * u/q = u from its own nodes and
 * nothing from others; a rich one q from its own, and of what all poor zones together are short of, which is what all rich
 * ones together have to spare, its part: q + (u - q) = u. If traffic is spread unevenly, no endpoint gets more than n/q
 * times that, n being the part of the zone with the most. Nodes in a zone without endpoints have no preference, and
 * endpoints without a zone belong to a zone without nodes.
 *
 * <p>Worked example: zones a, b, c with three endpoints each, two of a's dead. u is 1/7, 3/7, 3/7. Nodes of a keep 3/7 of
 * their requests and send 2/7 each to b and c.
 *
 * @param own this node's zone; empty: it has no preference
 * @param all that have endpoints, whatever their condition
 */
public record Zones(String own, Set<String> all) {

    public static final Zones NONE = new Zones("", Set.of());

    private static final String LABEL = "zone";

    public Zones {
        all = Set.copyOf(all);
    }

    /** @param listed all endpoints of the upstream */
    public static Zones of(String own, Collection<LiveEndpoint> listed) {
        return new Zones(
                own,
                listed.stream().map(Zones::zone).filter(zone -> !zone.isEmpty()).collect(Collectors.toSet()));
    }

    /** Whether a choice between zones is to be made. */
    public boolean matter() {
        return all.size() > 1 && all.contains(own);
    }

    /** Endpoints that share this load, as one tier for each zone, the own one first. */
    public List<Tier> split(Rotation rotation, double load) {
        if (!matter()) {
            return List.of(new Tier(rotation, load));
        }
        var well = new TreeMap<String, Double>();
        for (int i = 0; i < rotation.size(); i++) {
            well.merge(zone(rotation.endpoint(i)), rotation.spokenWeight(i), Double::sum);
        }
        var tiers = new ArrayList<Tier>();
        shares(well).forEach((zone, share) -> {
            var inside = rotation.only(e -> zone(e).equals(zone));
            if (inside.size() > 0) {
                tiers.add(new Tier(inside, Math.min(1, share * load)));
            }
        });
        return tiers;
    }

    /**
     * The part of this node's requests that each zone gets, the own one first.
     *
     * @param well weight that is well, by zone; under an empty name that of endpoints without one
     */
    Map<String, Double> shares(Map<String, Double> well) {
        double whole = well.values().stream().mapToDouble(weight -> weight).sum();
        double fair = 1.0 / all.size();
        double home = Math.min(1, well.getOrDefault(own, 0.0) / whole / fair);
        var spare = new TreeMap<String, Double>();
        well.forEach((zone, weight) -> {
            double needed = all.contains(zone) ? fair : 0;
            spare.put(zone, zone.equals(own) ? 0 : Math.max(0, weight / whole - needed));
        });
        double allSpare = spare.values().stream().mapToDouble(part -> part).sum();
        var shares = new LinkedHashMap<String, Double>();
        shares.put(own, home);
        spare.forEach((zone, part) -> shares.putIfAbsent(zone, allSpare > 0 ? (1 - home) * part / allSpare : 0));
        return shares;
    }

    private static String zone(LiveEndpoint endpoint) {
        return endpoint.endpoint().labels().getOrDefault(LABEL, "");
    }
}
