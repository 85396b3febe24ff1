package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.cluster.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DeskTest {

    private static final ScalePolicy POLICY =
            new ScalePolicy(1, 20, 10, 0, "", Duration.ofSeconds(90), Duration.ofMinutes(5), 0, ForecastPolicy.OFF);

    private final List<Order> orders = new ArrayList<>();
    private final Desk desk = new Desk("a", "shop", POLICY, orders::add, 0);

    @Test
    void ordersWhatIsAdvisedOnceForEachChange() {
        act(0, 3, 30);
        act(1, 3, 30);
        assertThat(orders).isEmpty();

        act(20, 3, 50);
        act(21, 3, 50);
        act(22, 4, 50);
        act(50, 5, 50);

        assertThat(orders).extracting(Order::wanted).containsExactly(5);
        assertThat(orders.getFirst().node()).isEqualTo("a");
        assertThat(orders.getFirst().present()).isEqualTo(3);
        assertThat(orders.getFirst().reason()).contains("50.0 requests in flight");
    }

    @Test
    void ordersAgainWhenNothingHasComeOfItForFiveMinutes() {
        act(0, 3, 50);
        act(299, 3, 50);
        assertThat(orders).hasSize(1);

        act(300, 3, 50);

        assertThat(orders).extracting(Order::wanted).containsExactly(5, 5);
        assertThat(orders.get(0).id()).isNotEqualTo(orders.get(1).id());
    }

    @Test
    void ordersNothingWhileAnotherNodeAdvises() {
        var standing = desk.standing(sample(0, 3, 90), "b", told(7));

        assertThat(orders).isEmpty();
        assertThat(standing.advice().wanted()).isEqualTo(7);
        assertThat(standing.advice().reason()).isEqualTo("its reason");
        assertThat(standing.adviser()).isEqualTo("b");
        assertThat(standing.acting()).isFalse();
        assertThat(desk.readings()).extracting(Reading::key).containsExactly(Keys.learnt("shop"));
    }

    @Test
    void goesOnFromWhatTheOtherAdvisedWhenItsTurnComes() {
        desk.standing(sample(0, 3, 30), "b", told(7));

        var standing = act(1, 3, 30);

        assertThat(standing.advice().wanted()).isEqualTo(7);
        assertThat(orders).extracting(Order::wanted).containsExactly(7);
        assertThat(desk.readings()).extracting(Reading::key).containsExactly(Keys.learnt("shop"), Keys.wanted("shop"));
    }

    @Test
    void takesOverInSilenceWhatWasDone() {
        desk.standing(sample(0, 7, 30), "b", told(7));

        act(1, 7, 30);

        assertThat(orders).isEmpty();
    }

    @Test
    void ordersNothingWhileNothingIsKnown() {
        act(0, 3, 30);

        desk.standing(Sample.blind(1_000_000, 3, "stale"), "a", Map.of());
        desk.standing(Sample.blind(2_000_000, 9, "stale"), "a", Map.of());

        assertThat(orders).isEmpty();
        assertThat(desk.readings()).extracting(Reading::key).containsExactly(Keys.learnt("shop"));
    }

    @Test
    void ordersAnewFromOthersWhileThereAreNotAsManyAsThereShouldBe() {
        act(0, 3, 50);

        desk.orderAnew();
        act(1, 3, 50);
        act(2, 5, 50);
        desk.orderAnew();
        act(3, 5, 50);

        assertThat(orders).extracting(Order::wanted).containsExactly(5, 5);
    }

    @Test
    void itsBoundsChangeWithWhatItOrders() {
        act(0, 3, 50);

        desk.follow(
                new ScalePolicy(1, 4, 10, 0, "", Duration.ofSeconds(90), Duration.ofMinutes(5), 0, ForecastPolicy.OFF),
                1_000_500);
        var standing = act(1, 3, 50);

        assertThat(standing.policy().max()).isEqualTo(4);
        assertThat(standing.advice().signal()).isEqualTo(Signal.MAX);
        assertThat(orders).extracting(Order::wanted).containsExactly(5, 4);
    }

    @Test
    void isSettledOnceItHasHeardOfOthersForFiveSeconds() {
        assertThat(desk.settled(0, Duration.ofMillis(4_999).toNanos())).isFalse();
        assertThat(desk.settled(0, Duration.ofSeconds(5).toNanos())).isTrue();
        long joined = Duration.ofSeconds(3).toNanos();
        assertThat(desk.settled(joined, Duration.ofMillis(7_999).toNanos())).isFalse();
        assertThat(desk.settled(joined, Duration.ofSeconds(8).toNanos())).isTrue();
    }

    private Standing act(int second, int present, double inFlight) {
        return desk.standing(sample(second, present, inFlight), "a", Map.of());
    }

    private static Map<String, Map<Long, Reading>> told(int wanted) {
        long key = Keys.wanted("shop");
        return Map.of("b", Map.of(key, new Reading(key, wanted, 0, "its reason")));
    }

    private static Sample sample(int second, int present, double inFlight) {
        return new Sample(1_000_000 + second * 1000L, present, present, inFlight, 0, OptionalDouble.empty(), true, "");
    }
}
