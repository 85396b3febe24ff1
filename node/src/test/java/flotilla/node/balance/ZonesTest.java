package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import flotilla.discovery.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ZonesTest {

    private static final double EXACT = 1e-9;
    private static final Set<String> ABC = Set.of("a", "b", "c");

    @Test
    void whatAZoneCanTakeStaysThere() {
        assertThat(new Zones("a", ABC).shares(Map.of("a", 3.0, "b", 3.0, "c", 3.0)))
                .containsEntry("a", 1.0)
                .containsEntry("b", 0.0)
                .containsEntry("c", 0.0);
    }

    @Test
    void whatItCannotGoesWhereThereIsMoreThanNeeded() {
        var shares = new Zones("a", ABC).shares(Map.of("a", 1.0, "b", 3.0, "c", 3.0));

        assertThat(shares.get("a")).isCloseTo(3 / 7.0, within(EXACT));
        assertThat(shares.get("b")).isCloseTo(2 / 7.0, within(EXACT));
        assertThat(shares.get("c")).isCloseTo(2 / 7.0, within(EXACT));
        assertThat(shares.keySet()).as("in order").first().isEqualTo("a");
    }

    @Test
    void whenAZoneDiesTheOthersShareItsRequestsEvenly() {
        var well = Map.of("b", 3.0, "c", 3.0);

        assertThat(new Zones("a", ABC).shares(well)).containsEntry("a", 0.0);
        assertThat(new Zones("a", ABC).shares(well).get("b")).isCloseTo(0.5, within(EXACT));
        assertThat(new Zones("b", ABC).shares(well)).containsEntry("b", 1.0);
    }

    /** For any weights, some dead, some without a zone: summed over all nodes each zone has the part of its weight. */
    @Test
    void everyEndpointGetsItsFairLoadIfZonesHaveEqualTraffic() {
        var random = new SplittableRandom(42);
        for (int round = 0; round < 5_000; round++) {
            var all = zones(random.nextInt(2, 7));
            var well = well(all, random);
            var traffic = new HashMap<String, Double>();
            all.forEach(zone -> traffic.put(zone, 1.0 / all.size()));

            fairness(all, well, traffic)
                    .values()
                    .forEach(times -> assertThat(times).isCloseTo(1, within(1e-6)));
        }
    }

    @Test
    void unevenTrafficMakesNoEndpointsLoadMoreThanTheLargestZonesExcess() {
        var random = new SplittableRandom(43);
        for (int round = 0; round < 5_000; round++) {
            var all = zones(random.nextInt(2, 7));
            var well = well(all, random);
            var traffic = new HashMap<String, Double>();
            all.forEach(zone -> traffic.put(zone, random.nextDouble()));
            double sum = traffic.values().stream().mapToDouble(part -> part).sum();
            traffic.replaceAll((zone, part) -> part / sum);
            double most =
                    traffic.values().stream().mapToDouble(part -> part).max().orElseThrow();

            fairness(all, well, traffic)
                    .values()
                    .forEach(times -> assertThat(times).isLessThanOrEqualTo(most * all.size() + EXACT));
        }
    }

    @Test
    void aNodeWithoutAZoneOrInOneWithoutEndpointsHasNoPreference() {
        var endpoints = List.of(at("10.0.0.1", "a"), at("10.0.0.2", "b"), at("10.0.0.3", ""));
        var rotation = Rotations.of(endpoints);

        for (var own : List.of("", "z")) {
            assertThat(Zones.of(own, endpoints).split(rotation, 0.5)).containsExactly(new Tier(rotation, 0.5));
        }
        assertThat(Zones.of("a", endpoints.subList(0, 1)).matter()).isFalse();
        var tiers = Zones.of("a", endpoints).split(rotation, 0.5);
        assertThat(tiers).hasSize(3);
        assertThat(tiers.getFirst().rotation().endpoints()).containsExactly(endpoints.getFirst());
        assertThat(tiers.stream().mapToDouble(Tier::load).sum()).isCloseTo(0.5, within(EXACT));
    }

    /** By zone, what each gets of all requests over the part of the weight that it has. */
    private static Map<String, Double> fairness(
            Set<String> all, Map<String, Double> well, Map<String, Double> traffic) {
        var load = new TreeMap<String, Double>();
        traffic.forEach((zone, part) -> {
            var shares = new Zones(zone, all).shares(well);
            assertThat(shares.values().stream().mapToDouble(share -> share).sum())
                    .isCloseTo(1, within(EXACT));
            shares.forEach((to, share) -> load.merge(to, share * part, Double::sum));
        });
        double whole = well.values().stream().mapToDouble(weight -> weight).sum();
        var times = new TreeMap<String, Double>();
        well.forEach((zone, weight) -> times.put(zone, load.getOrDefault(zone, 0.0) / (weight / whole)));
        return times;
    }

    private static Set<String> zones(int count) {
        var letters = List.of("a", "b", "c", "d", "e", "f", "g");
        return Set.copyOf(letters.subList(0, count));
    }

    /** A third of the zones is dead, and at times there are endpoints without one. */
    private static Map<String, Double> well(Set<String> all, SplittableRandom random) {
        var well = new TreeMap<String, Double>();
        all.stream().sorted().forEach(zone -> {
            if (random.nextInt(3) > 0) {
                well.put(zone, (double) random.nextInt(1, 20));
            }
        });
        if (well.isEmpty() || random.nextInt(4) == 0) {
            well.put("", (double) random.nextInt(1, 20));
        }
        return well;
    }

    private static LiveEndpoint at(String host, String zone) {
        var labels = zone.isEmpty() ? Map.<String, String>of() : Map.of("zone", zone);
        return new LiveEndpoint("web", Endpoint.of(host, 80).withLabels(labels));
    }
}
