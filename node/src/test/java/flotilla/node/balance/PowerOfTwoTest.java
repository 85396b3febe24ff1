package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PowerOfTwoTest extends BalancerContract {

    @Override
    Balancer balancer() {
        return PowerOfTwo.byRequests();
    }

    @Test
    void alwaysPicksTheBetterOfTwo() {
        var rotation = Rotations.weighing(3, 1);
        LeastRequestsTest.load(rotation.endpoint(0), 2);
        LeastRequestsTest.load(rotation.endpoint(1), 1);

        assertThat(picks(balancer().over(rotation), 1_000)).containsOnly(rotation.endpoint(0));
    }

    @Test
    void neverPicksTheBusiest() {
        var rotation = Rotations.of(Rotations.endpoints(50));
        LeastRequestsTest.load(rotation.endpoint(7), 1);

        assertThat(picks(balancer().over(rotation), 5_000)).doesNotContain(rotation.endpoint(7));
    }
}
