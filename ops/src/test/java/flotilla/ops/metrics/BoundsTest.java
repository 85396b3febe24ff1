package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of those that are shown when there are to be fewer or more of them. */
class BoundsTest {

    private final List<String> all = List.of("a", "b", "c");

    @Test
    void thoseWithTheLeastTrafficLoseTheirSeriesAndGetThemBack() {
        var top = new Top<String>(3, 0);
        assertThat(top.choose(all, Map.of("a", 5L, "b", 9L, "c", 7L), 0)).containsExactlyInAnyOrder("a", "b", "c");

        top.follow(2);
        assertThat(top.choose(all, Map.of(), 0)).containsExactlyInAnyOrder("b", "c");

        top.follow(3);
        assertThat(top.choose(all, Map.of(), 0)).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void accountsBeyondTheCapStandStillAndGoOnFromThere() {
        var ledger = new Ledger<Object, String>(1, 3, _ -> "other");
        all.forEach(key -> ledger.book(key, new long[] {5}));

        ledger.follow(2);
        ledger.show(_ -> true);
        assertThat(ledger.shown()).containsOnlyKeys("a", "b");
        ledger.book("c", new long[] {1});
        assertThat(ledger.shown().get("other")).containsExactly(1);

        ledger.follow(3);
        ledger.show(_ -> true);
        ledger.book("c", new long[] {2});
        assertThat(ledger.shown().get("c")).containsExactly(7);
        assertThat(ledger.shown().get("other")).containsExactly(1);
    }
}
