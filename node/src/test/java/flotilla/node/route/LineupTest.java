package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Priority;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotation;
import flotilla.node.balance.Tier;
import flotilla.node.balance.Zones;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LineupTest {

    private final List<LiveEndpoint> first = level(0, 1, 1, 1, 1);
    private final List<LiveEndpoint> second = level(1, 2, 2);
    private final List<LiveEndpoint> all =
            Stream.concat(first.stream(), second.stream()).toList();

    @Test
    void oneLevelIsOneTierWhateverItsNumber() {
        assertThat(loads(Lineup.of(second, whole(second), Zones.NONE))).containsExactly(1);
    }

    @Test
    void theSecondStandsByWhileTheFirstIsWell() {
        var lineup = Lineup.of(all, whole(all), Zones.NONE);

        assertThat(loads(lineup)).containsExactly(1, 0);
        assertThat(lineup.rotation().endpoints()).isEqualTo(first);
        assertThat(lineup.rotation().everybody()).isEqualTo(all);
    }

    @Test
    void whatTheFirstCannotCarryGoesToTheSecond() {
        var lineup = Lineup.of(all, whole(without(all, 0, 1)), Zones.NONE);

        assertThat(loads(lineup)).containsExactly(new double[] {0.7, 0.3}, within(1e-9));
        var shown = lineup.rotation();
        double toFirst = (shown.spokenWeight(0) + shown.spokenWeight(1)) / shown.spokenTotal();
        assertThat(toFirst).as("as shown, to a hundredth").isCloseTo(0.7, within(0.01));
    }

    @Test
    void theSecondHasAllWhenNobodyOfTheFirstIsLeft() {
        var lineup = Lineup.of(all, whole(second), Zones.NONE);

        assertThat(loads(lineup)).containsExactly(1);
        assertThat(lineup.rotation().endpoints()).isEqualTo(second);
    }

    /** A quarter of the level at a tenth of its weight carries 1.4 * 0.025. */
    @Test
    void aLevelThatComesBackGetsWhatItsRampsAllow() {
        var back = Stream.concat(first.stream().limit(1), second.stream()).toList();
        var ramping = Rotation.ramping(back, new int[] {1, 2, 2}, new double[] {0.1, 1, 1});

        assertThat(loads(Lineup.of(all, ramping, Zones.NONE)))
                .containsExactly(new double[] {0.035, 0.965}, within(1e-9));
    }

    private static double[] loads(Lineup lineup) {
        return lineup.tiers().stream().mapToDouble(Tier::load).toArray();
    }

    private static Rotation whole(List<LiveEndpoint> endpoints) {
        return new Rotation(
                endpoints,
                endpoints.stream().mapToInt(e -> e.endpoint().weight()).toArray());
    }

    private static List<LiveEndpoint> without(List<LiveEndpoint> endpoints, int... gone) {
        return IntStream.range(0, endpoints.size())
                .filter(i -> Arrays.stream(gone).noneMatch(g -> g == i))
                .mapToObj(endpoints::get)
                .toList();
    }

    private static List<LiveEndpoint> level(int level, int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> Endpoint.of("10.0." + level + "." + i, 80)
                        .withWeight(weights[i])
                        .withLabels(Map.of(Priority.LABEL, "" + level)))
                .map(endpoint -> new LiveEndpoint("web", endpoint))
                .toList();
    }
}
