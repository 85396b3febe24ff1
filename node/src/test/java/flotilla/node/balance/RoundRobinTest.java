package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundRobinTest extends BalancerContract {

    @Override
    Balancer balancer() {
        return new RoundRobin(0);
    }

    @Override
    double[] shares(Rotation rotation) {
        var shares = new double[rotation.size()];
        Arrays.fill(shares, 1.0 / shares.length);
        return shares;
    }

    /** Every share is exact to one pick: a statistic of at most the number of cells over the expected count. */
    @Override
    double variance(int picks) {
        return 1e-3;
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE - 5L, (1L << 32) - 6, Long.MAX_VALUE - 5})
    void goesOnBeyondTheLargestNumber(long start) {
        var rotation = Rotations.weighing(1, 1, 1, 1);

        var picks = picks(new RoundRobin(start).over(rotation), 12);

        assertThat(Rotations.count(rotation, picks)).containsExactly(3, 3, 3, 3);
    }

    @Test
    void keepsItsTurnWhenTheRotationChanges() {
        var rotation = Rotations.weighing(1, 1, 1);
        var balancer = balancer();

        assertThat(picks(balancer.over(rotation), 1)).containsExactly(rotation.endpoint(0));
        assertThat(picks(balancer.over(rotation), 2)).containsExactly(rotation.endpoint(1), rotation.endpoint(2));
    }

    @Test
    void takesTheNextOneInPlaceOfWhoWasTried() {
        var rotation = Rotations.weighing(1, 1, 1);
        var request = new FakeRequest(seed).next().tries(rotation.endpoint(0));

        assertThat(balancer().over(rotation).pick(request)).isSameAs(rotation.endpoint(1));
    }
}
