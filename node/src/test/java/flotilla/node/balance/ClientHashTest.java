package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClientHashTest extends BalancerContract {

    @Override
    Balancer balancer() {
        return new ClientHash();
    }

    @Test
    void sendsOneKeyToOneEndpoint() {
        var picker = balancer().over(Rotations.weighing(3, 1, 2));

        for (long key : new long[] {0, 1, 5, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            var first = picker.pick(new FakeRequest(seed).key(key));
            assertThat(first).isNotNull().isSameAs(picker.pick(new FakeRequest(seed + 1).key(key)));
        }
    }

    @Test
    void spreadsTheKeysOfAFailedEndpointOverAllOthers() {
        var rotation = Rotations.of(Rotations.endpoints(10));
        var picker = balancer().over(rotation);
        var request = new FakeRequest(seed);
        var second = new HashSet<LiveEndpoint>();

        for (int i = 0; i < 10_000; i++) {
            request.next().tries(rotation.endpoint(0));
            second.add(Objects.requireNonNull(picker.pick(request)));
        }

        assertThat(second).hasSize(9);
    }
}
