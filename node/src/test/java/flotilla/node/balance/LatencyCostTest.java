package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LatencyCostTest extends BalancerContract {

    @Override
    Balancer balancer() {
        return PowerOfTwo.by(LatencyCost.NAME, new LatencyCost());
    }

    @Test
    void prefersTheFasterOfTwo() {
        var rotation = Rotations.weighing(1, 1);
        rotation.endpoint(0).latency().record(Duration.ofMillis(100).toNanos(), 1);
        rotation.endpoint(1).latency().record(Duration.ofMillis(10).toNanos(), 1);

        assertThat(picks(balancer().over(rotation), 1_000)).containsOnly(rotation.endpoint(1));
    }

    @Test
    void sendsANewcomerOneRequestUntilItsFirstAnswer() {
        var rotation = Rotations.weighing(1, 1);
        rotation.endpoint(0).latency().record(Duration.ofMillis(100).toNanos(), 1);
        var picker = balancer().over(rotation);
        var request = new FakeRequest(seed);

        for (int i = 0; i < 100; i++) {
            Objects.requireNonNull(picker.pick(request.next())).lease();
        }

        assertThat(rotation.endpoint(1).inFlight()).isEqualTo(1);
    }

    @Test
    void triesASlowEndpointAgainInTheEnd() {
        var rotation = Rotations.weighing(1, 1);
        long later = Duration.ofMinutes(1).toNanos();
        rotation.endpoint(0).latency().record(Duration.ofSeconds(1).toNanos(), 1);
        rotation.endpoint(1).latency().record(Duration.ofMillis(10).toNanos(), later);

        var picked = balancer().over(rotation).pick(new FakeRequest(seed).next().at(later));

        assertThat(picked).isSameAs(rotation.endpoint(0));
    }
}
