package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeastRequestsLocalTest extends BalancerContract {

    @Override
    Balancer balancer() {
        return LeastRequests.ofNode();
    }

    @Test
    void looksAtThisNodeAlone() {
        var rotation = Rotations.weighing(1, 1);
        rotation.endpoint(0).heard(100, 0, 0, 5);
        LeastRequestsTest.load(rotation.endpoint(1), 1);

        assertThat(picks(balancer().over(rotation), 100)).containsOnly(rotation.endpoint(0));
    }
}
