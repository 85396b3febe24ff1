package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.node.TestNode;
import flotilla.node.cluster.Message.Origin;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GaugesTest {

    private static final long SECOND = 1_000_000_000;

    private final Gauges gauges = new Gauges();
    private final Member other = new Member("b", 1);

    @Test
    void keepsTheNewestWordOfEachNodeAndLetsItAge() {
        gauges.take(readings(2, 7), 0);
        gauges.take(readings(1, 5), 0);

        assertThat(gauges.heard(SECOND).get("b")).containsValue(new Reading(1, 7, 1100, "why"));
    }

    @Test
    void forgetsWhoSaysNothingForThreeSecondsOrHasLeft() {
        gauges.take(readings(1, 5), 0);

        assertThat(gauges.heard(3 * SECOND)).isEmpty();
        assertThat(gauges.heard(2 * SECOND)).containsKey("b");
        gauges.left(other);
        assertThat(gauges.heard(2 * SECOND)).isEmpty();
    }

    @Test
    void reachesTheOthersWithinTheNextSeconds() {
        var hub = new Hub();
        try (var a = start(hub, "a");
                var b = start(hub, "b")) {
            b.gauges().tell(List.of(new Reading(9, 3, 0, "x"), new Reading(-4, 2, 0, "")));

            TestNode.await(() -> {
                var told = a.gauges().heard(Time.system().nanos()).get("b");
                return told != null && told.keySet().equals(Set.of(9L, -4L));
            });
        }
    }

    private static Fleet start(Hub hub, String node) {
        var member = new Member(node, 1);
        var place = new Membership(member, hub.place(member), FleetPolicy.DEFAULT);
        return Fleet.start(place, List::of, List::of, () -> {}, Time.system(), 1);
    }

    private Readings readings(long sequence, long value) {
        return new Readings(new Origin(other, sequence, sequence), List.of(new Reading(1, value, 100, "why")));
    }
}
