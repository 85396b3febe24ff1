package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TieredPickerTest {

    private static final long SEED = 42;
    private static final int PICKS = 20_000;

    private final List<LiveEndpoint> endpoints = Rotations.endpoints(20);
    private final Rotation near = Rotations.of(endpoints.subList(0, 7));
    private final Rotation far = Rotations.of(endpoints.subList(7, 17));
    private final Rotation reserve = Rotations.of(endpoints.subList(17, 20));

    /** A share of 10 % of 20,000 draws has a standard deviation of 0.21 %; five of them are 1.1 %. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "round_robin",
                "smooth_weighted",
                "least_requests",
                "least_requests_local",
                "power_of_two",
                "peak_ewma",
                "client_hash",
                "consistent_hash",
                "random"
            })
    void eachTierHasItsPartWhateverTheBalancer(String algorithm) {
        var picker = over(algorithm, new Tier(near, 0.9), new Tier(far, 0.1), new Tier(reserve, 0));
        var request = new FakeRequest(SEED);

        int toFar = 0;
        for (int i = 0; i < PICKS; i++) {
            var picked = Objects.requireNonNull(picker.pick(request.next()));
            assertThat(reserve.endpoints()).doesNotContain(picked);
            toFar += far.endpoints().contains(picked) ? 1 : 0;
        }

        assertThat((double) toFar / PICKS).isCloseTo(0.1, within(0.011));
    }

    /** With one rotation of small weights each of the ten would have a request under way, always: 10 of 24. */
    @Test
    void leastRequestsKeepsToTheLoadsWhenFewRequestsAreInFlight() {
        var picker = over("least_requests", new Tier(near, 0.98), new Tier(far, 0.02));
        var request = new FakeRequest(SEED);
        var underWay = new ArrayDeque<LiveEndpoint>();

        int toFar = 0;
        for (int i = 0; i < PICKS; i++) {
            var picked = Objects.requireNonNull(picker.pick(request.next()));
            picked.lease();
            underWay.add(picked);
            toFar += far.endpoints().contains(picked) ? 1 : 0;
            if (underWay.size() > 24) {
                underWay.remove().release(false);
            }
        }

        assertThat((double) toFar / PICKS).isCloseTo(0.02, within(0.005));
    }

    @Test
    void retriesGoThroughTheTiersInOrderAndToThoseThatStandByLast() {
        var picker = over("least_requests", new Tier(near, 1), new Tier(far, 0), new Tier(reserve, 0));
        var request = new FakeRequest(SEED).next();

        for (int i = 0; i < endpoints.size(); i++) {
            var picked = Objects.requireNonNull(picker.pick(request));
            var tier = i < 7 ? near : i < 17 ? far : reserve;
            assertThat(tier.endpoints()).contains(picked);
            request.tries(picked);
        }
        assertThat(picker.pick(request)).isNull();
    }

    @Test
    void whenLoadsChangeOnlyTheKeysMoveThatATierHasLost() {
        var before = over("consistent_hash", new Tier(near, 1), new Tier(far, 0));
        var after = over("consistent_hash", new Tier(near, 0.8), new Tier(far, 0.2));
        var request = new FakeRequest(SEED);
        var moved = new HashMap<Boolean, Integer>();

        for (int i = 0; i < PICKS; i++) {
            request.next();
            var was = before.pick(request);
            var is = after.pick(request);
            assertThat(is)
                    .as("stays, or goes to the other tier")
                    .matches(e -> e == was || far.endpoints().contains(e));
            assertThat(after.pick(request)).as("the same key again").isSameAs(is);
            moved.merge(was != is, 1, Integer::sum);
        }

        assertThat(moved.getOrDefault(true, 0) / (double) PICKS).isCloseTo(0.2, within(0.015));
    }

    private static Balancer.Picker over(String algorithm, Tier... tiers) {
        return TieredPicker.over(List.of(tiers), Balancers.create(BalancePolicy.DEFAULT.withAlgorithm(algorithm)));
    }
}
