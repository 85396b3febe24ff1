package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancersTest {

    /** A plug-in, found through {@code META-INF/services}. */
    public static final class FirstOnly implements Balancer.Provider {
        @Override
        public String name() {
            return "first_only";
        }

        @Override
        public Balancer create(BalancePolicy policy) {
            return new Balancer() {
                @Override
                public String name() {
                    return "first_only";
                }

                @Override
                public Picker over(Rotation rotation) {
                    return request -> rotation.size() == 0 ? null : rotation.endpoint(0);
                }
            };
        }
    }

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
                "random",
                "first_only"
            })
    void createsEveryBalancerByItsName(String name) {
        var balancer = Balancers.create(BalancePolicy.DEFAULT.withAlgorithm(name));

        assertThat(balancer.name()).isEqualTo(name);
        assertThat(balancer.over(Rotations.weighing(1)).pick(new FakeRequest(1)))
                .isNotNull();
    }

    @Test
    void namesTheKnownOnesWhenThereIsNoSuch() {
        assertThatThrownBy(() -> Balancers.create(BalancePolicy.DEFAULT.withAlgorithm("fastest")))
                .isInstanceOf(InvalidValue.class)
                .hasMessage(
                        "algorithm: fastest (expected: one of client_hash, consistent_hash, first_only,"
                                + " least_requests, least_requests_local, peak_ewma, power_of_two, random, round_robin, smooth_weighted, throws_on_odd)");
    }
}
