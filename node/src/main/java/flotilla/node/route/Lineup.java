package flotilla.node.route;

import flotilla.node.balance.Levels;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotation;
import flotilla.node.balance.Tier;
import flotilla.node.balance.Zones;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Who is asked first, and who when those cannot carry it: the endpoints that may be chosen in tiers, by their priority
 * levels ({@link Levels}) and, within a level, by zone ({@link Zones}).
 *
 * <p>A level's weight is what its sources list, but for who drains: that is meant, and what is left is the level then. An
 * endpoint that ramps counts with the part of its weight that it has, so a level that comes back gets its load as its
 * endpoints can take it. Who stands by serves, as far as slow start goes: it is called when others have just died, and
 * that is no time to be gentle.
 *
 * @param tiers in the order in which they are wanted
 */
record Lineup(List<Tier> tiers) {

    Lineup {
        tiers = List.copyOf(tiers);
    }

    /** All of them alike. */
    static Lineup of(Rotation rotation) {
        return new Lineup(List.of(new Tier(rotation, 1)));
    }

    /**
     * @param candidates all that would serve if they were well
     * @param well those of them that are, with the parts of their weights that they have
     * @param zones of the upstream
     */
    static Lineup of(Collection<LiveEndpoint> candidates, Rotation well, Zones zones) {
        var listed = new TreeMap<Integer, Double>();
        candidates.forEach(e -> listed.merge(level(e), (double) e.endpoint().weight(), Double::sum));
        if (listed.size() <= 1) {
            return well.size() == 0 ? of(well) : new Lineup(zones.split(well, 1));
        }
        var rotations = new ArrayList<Rotation>();
        var shares = new ArrayList<Double>();
        listed.forEach((level, weight) -> {
            var rotation = well.only(e -> level(e) == level);
            rotations.add(rotation);
            shares.add(rotation.spokenTotal() / weight);
        });
        var loads =
                Levels.of(shares.stream().mapToDouble(share -> share).toArray()).loads();
        var tiers = new ArrayList<Tier>();
        for (int i = 0; i < loads.length; i++) {
            if (rotations.get(i).size() > 0) {
                tiers.addAll(zones.split(rotations.get(i), loads[i]));
            }
        }
        return new Lineup(tiers);
    }

    /** Those that get requests, with weights that stand to each other as what they get, and the others as standing by. */
    Rotation rotation() {
        if (tiers.size() == 1) {
            return tiers.getFirst().rotation();
        }
        double most = tiers.stream().mapToDouble(Lineup::loadPerWeight).max().orElse(1);
        var serving = new ArrayList<LiveEndpoint>();
        var standby = new ArrayList<LiveEndpoint>();
        var shares = new ArrayList<Double>();
        for (var tier : tiers) {
            var endpoints = tier.rotation().endpoints();
            (tier.load() > 0 ? serving : standby).addAll(endpoints);
            for (int i = 0; i < endpoints.size() && tier.load() > 0; i++) {
                double part = tier.rotation().spokenWeight(i)
                        / endpoints.get(i).endpoint().weight();
                shares.add(part * loadPerWeight(tier) / most);
            }
        }
        int[] weights = serving.stream().mapToInt(e -> e.endpoint().weight()).toArray();
        double[] parts = shares.stream().mapToDouble(share -> share).toArray();
        return Rotation.ramping(serving, weights, parts).withStandby(standby);
    }

    private static double loadPerWeight(Tier tier) {
        return tier.load() / tier.rotation().spokenTotal();
    }

    private static int level(LiveEndpoint endpoint) {
        return endpoint.endpoint().priority();
    }
}
