package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Ejections;
import flotilla.node.health.Outlier;
import flotilla.node.health.Outlier.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvictionsTest {

    private static Outlier outlier(int score) {
        return new Outlier(Kind.SUCCESS_RATE, score, "", 1, 0, Duration.ofSeconds(30));
    }

    private static List<LiveEndpoint> endpoints(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new LiveEndpoint(
                        "web", Endpoint.of("10.0.0." + (i + 1), 80).withWeight(weights[i])))
                .toList();
    }

    private static Evictions of(List<LiveEndpoint> all, Set<Long> ejected, Map<LiveEndpoint, Outlier> outliers) {
        return Evictions.of(all, e -> !ejected.contains(e.key()), ejected, outliers);
    }

    @Test
    void takesOutTheWorstOfThreeAndSparesTheNext() {
        var all = endpoints(1, 1, 1);

        var evictions = of(all, Set.of(), Map.of(all.get(0), outlier(300), all.get(2), outlier(700)));

        assertThat(evictions.evicted()).containsOnlyKeys(all.get(2));
        assertThat(evictions.spared()).containsExactly(all.get(0));
    }

    @Test
    void takesOutNoneOfTwo() {
        var all = endpoints(1, 1);

        assertThat(of(all, Set.of(), Map.of(all.get(0), outlier(900))).spared()).containsExactly(all.get(0));
    }

    @Test
    void countsThoseWhomTheFleetEjected() {
        var all = endpoints(1, 1, 1);

        var evictions = of(all, Set.of(all.get(1).key()), Map.of(all.get(0), outlier(900)));

        assertThat(evictions.evicted()).isEmpty();
        assertThat(evictions.spared()).containsExactly(all.get(0));
    }

    @Test
    void leavesHalfOfTheWeight() {
        var all = endpoints(4, 1, 1);

        var evictions = of(all, Set.of(), Map.of(all.get(0), outlier(900), all.get(1), outlier(200)));

        assertThat(evictions.evicted()).as("2 of 6 would be left").containsOnlyKeys(all.get(1));
    }

    @Test
    void doesNotSpeakOfThoseThatAreDownAnyway() {
        var all = endpoints(1, 1, 1);

        var evictions = Evictions.of(all, e -> e != all.get(0), Set.of(), Map.of(all.get(0), outlier(900)));

        assertThat(evictions).isEqualTo(Evictions.NONE);
    }

    @Test
    void neverTakesOutMoreThanMayBeNorBelowHalfWhateverIsDown() {
        var random = new SplittableRandom(5);
        for (int round = 0; round < 3_000; round++) {
            var all = endpoints(random.ints(1 + random.nextInt(15), 1, 6).toArray());
            var down = new HashSet<LiveEndpoint>();
            var ejected = new HashSet<Long>();
            var outliers = new HashMap<LiveEndpoint, Outlier>();
            for (var endpoint : all) {
                switch (random.nextInt(6)) {
                    case 0 -> down.add(endpoint);
                    case 1 -> ejected.add(endpoint.key());
                    case 2, 3 -> outliers.put(endpoint, outlier(random.nextInt(1_000)));
                    default -> {}
                }
            }

            var evictions = Evictions.of(all, e -> !down.contains(e) && !ejected.contains(e.key()), ejected, outliers);

            int out = evictions.evicted().size();
            assertThat(out == 0 || out + ejected.size() <= Ejections.most(all.size()))
                    .isTrue();
            long whole = all.stream().mapToLong(e -> e.endpoint().weight()).sum();
            long left = all.stream()
                    .filter(e -> !down.contains(e)
                            && !ejected.contains(e.key())
                            && !evictions.evicted().containsKey(e))
                    .mapToLong(e -> e.endpoint().weight())
                    .sum();
            assertThat(out == 0 || 2 * left >= whole).isTrue();
            assertThat(out + evictions.spared().size()).isEqualTo(outliers.size());
        }
    }
}
