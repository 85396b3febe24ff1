package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastRequestsTest extends BalancerContract {

    @Override
    Balancer balancer() {
        return LeastRequests.ofFleet();
    }

    @Test
    void picksTheFewestInFlightForTheWeight() {
        var rotation = Rotations.weighing(4, 2, 1);
        load(rotation.endpoint(0), 5);
        load(rotation.endpoint(1), 2);
        load(rotation.endpoint(2), 2);

        assertThat(picks(balancer().over(rotation), 100)).containsOnly(rotation.endpoint(1));
    }

    @Test
    void fillsEndpointsInProportionToTheirWeights() {
        var rotation = Rotations.weighing(5, 3, 2);
        var picker = balancer().over(rotation);
        var request = new FakeRequest(seed);

        for (int i = 0; i < 1_000; i++) {
            Objects.requireNonNull(picker.pick(request.next())).lease();
        }

        assertThat(rotation.endpoints()).extracting(LiveEndpoint::inFlight).isEqualTo(List.of(500, 300, 200));
    }

    /** Best of five: the busiest tenth is taken only if all five draws hit it, once in 100,000. */
    @Test
    void keepsAwayFromTheBusyAmongMany() {
        var rotation = Rotations.of(Rotations.endpoints(1_000));
        IntStream.range(0, 100).forEach(i -> load(rotation.endpoint(i), 10));
        IntStream.range(100, 1_000).forEach(i -> load(rotation.endpoint(i), 1));

        long busy = picks(balancer().over(rotation), 10_000).stream()
                .filter(e -> e.inFlight() == 10)
                .count();

        assertThat(busy).as("expected 0.1, seed %d", seed).isLessThan(10);
    }

    @Test
    void looksAtWhatTheWholeFleetHasUnderWay() {
        for (int size : new int[] {3, 100}) {
            var rotation = Rotations.of(Rotations.endpoints(size));
            rotation.endpoints().forEach(e -> e.heard(50, 0, 0, 0));
            rotation.endpoint(1).heard(2, 0, 0, 0);
            load(rotation.endpoint(1), 40);

            var picks = picks(balancer().over(rotation), 2_000);

            assertThat(picks).contains(rotation.endpoint(1));
            assertThat(picks.stream().filter(e -> e == rotation.endpoint(1)).count())
                    .isGreaterThan(size == 3 ? 1_999 : 40);
        }
    }

    /** What each node sends counts as if all had: two nodes of equal traffic do not both fill the idle one. */
    @Test
    void movesOnAfterItsShareOfWhatAnEndpointCanTake() {
        var rotation = Rotations.of(Rotations.endpoints(2));
        rotation.endpoint(0).heard(0, 0, 0, 9);
        rotation.endpoint(1).heard(10, 0, 0, 9);
        var picker = balancer().over(rotation);

        var first = picks(picker, 1).getFirst();
        first.lease();
        first.lease();

        assertThat(first).isSameAs(rotation.endpoint(0));
        assertThat(picks(picker, 100)).containsOnly(rotation.endpoint(1));
    }

    @Test
    void picksAsTheLocalOneDoesWhileNothingIsHeard() {
        for (int size : new int[] {7, 100}) {
            var rotation = Rotations.of(Rotations.endpoints(size));
            IntStream.range(0, size).forEach(i -> load(rotation.endpoint(i), i % 3));

            assertThat(picks(LeastRequests.ofFleet().over(rotation), 1_000))
                    .isEqualTo(picks(LeastRequests.ofNode().over(rotation), 1_000));
        }
    }

    static void load(LiveEndpoint endpoint, int requests) {
        IntStream.range(0, requests).forEach(i -> endpoint.lease());
    }
}
